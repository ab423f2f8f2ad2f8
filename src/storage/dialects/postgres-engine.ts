import { Client, type ClientConfig, DatabaseError } from 'pg';
import { untilDeadline } from '../deadline.ts';
import { type Engine, judgeEngine, unsupportedEngine } from '../engine/engine.ts';
import { DatabaseUnavailable, StorageError } from '../errors.ts';
import { connectFailure } from './postgres-failures.ts';

/** Time limit in milliseconds for connecting, and for the answers. */
const limit = 3_000;

/** What the change feed needs. `to_regproc` returns null for a function that does not exist. */
const functions = `select to_regproc('pg_current_snapshot') is not null and to_regproc('pg_current_xact_id') is not null
  and to_regproc('pg_postmaster_start_time') is not null as complete`;
/** `undefined_function` and `syntax_error`: an engine that does not even have `to_regproc`. */
const unknownToEngine = /^(42883|42601)$/;

/**
 * Checks over its own connection that the database is a supported PostgreSQL, before anything else is sent to it.
 * @throws StorageError if it is not supported; DatabaseUnavailable
 */
export async function checkPostgresEngine(settings: ClientConfig): Promise<Engine> {
  const client = new Client({ ...settings, pipeline: false, connectionTimeoutMillis: limit });
  client.on('error', () => {});
  const by = performance.now() + limit;
  const late = () => {
    client.connection.stream.destroy();
    return new DatabaseUnavailable('the database accepts connections but does not respond');
  };
  try {
    await untilDeadline(client.connect(), by, late);
    const { rows } = await untilDeadline(client.query<{ version: string }>('select version()'), by, late);
    const text = rows[0]?.version ?? '';
    const engine = judgeEngine(text);
    if (!(await untilDeadline(hasFunctions(client), by, late))) throw unsupportedEngine(text.slice(0, 40));
    return engine;
  } catch (error) {
    throw error instanceof StorageError ? error : connectFailure(error);
  } finally {
    client.end().catch(() => {});
  }
}

async function hasFunctions(client: Client): Promise<boolean> {
  try {
    const { rows } = await client.query<{ complete: boolean }>(functions);
    return rows[0]?.complete === true;
  } catch (error) {
    if (error instanceof DatabaseError && unknownToEngine.test(error.code ?? '')) return false;
    throw error;
  }
}
