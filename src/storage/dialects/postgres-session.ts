import type { CompiledQuery, QueryResult } from 'kysely';
import type { Client, ClientBase, QueryResult as PgResult, QueryConfig, QueryResultRow } from 'pg';
import { DatabaseUnavailable } from '../errors.ts';
import { isPrepared } from '../prepared-query.ts';
import type { Reach } from './postgres-reach.ts';

/** Clients connected directly to a server process. */
const direct = new WeakSet<ClientBase>();

/** A standby may be behind the primary by any time, so that a revoked credential would still work. */
export const standbyRefused = 'the database is a standby, and not the primary';

/**
 * Detects whether a new connection goes directly to PostgreSQL: a pooler (PgBouncer) tells its clients an
 * invented process id. Only a direct connection keeps session state such as prepared statements.
 * @param reach limits the time of the whole attempt
 * @param setting a statement for the session of a direct connection
 * @throws DatabaseUnavailable if the server is a standby, as during a failover. The connection is then cut: one that waits
 * for the other end to close it could wait forever.
 */
export async function greetServer(
  client: Client,
  reach: Reach,
  setting: string | null = null,
): Promise<void> {
  try {
    await greet(client);
    if (setting !== null && isDirect(client)) await client.query(setting);
  } catch (error) {
    client.connection.stream.destroy();
    throw error;
  }
  reach.opened(client);
}

async function greet(client: Client): Promise<void> {
  const { rows } = await client.query<{ pid: number; standby: boolean }>(
    'select pg_backend_pid() as pid, pg_is_in_recovery() as standby',
  );
  if (rows[0]?.standby) throw new DatabaseUnavailable(standbyRefused);
  if ('processID' in client && client.processID === rows[0]?.pid) direct.add(client);
}

export function isDirect(client: ClientBase): boolean {
  return direct.has(client);
}

/** Converts a query for pg: by name if the session keeps it, so that it is parsed and planned once. */
export function queryOf(query: CompiledQuery, inOwnSession: boolean): QueryConfig {
  const { sql, parameters } = query;
  const plain = { text: sql, values: parameters as unknown[] };
  return inOwnSession && isPrepared(query) ? { ...plain, name: query.preparedAs } : plain;
}

export function resultOf<Row extends QueryResultRow>(result: PgResult<Row>): QueryResult<Row> {
  const { command, rowCount, rows } = result;
  const changed = command !== 'SELECT' && rowCount !== null;
  return changed ? { rows, numAffectedRows: BigInt(rowCount) } : { rows };
}
