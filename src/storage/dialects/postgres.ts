import { type Kysely, PostgresAdapter, PostgresDialect, sql } from 'kysely';
import { Client, type ClientConfig, Pool, type PoolConfig, types } from 'pg';
import { BatchingSocket } from './batching-socket.ts';
import type { ColumnTypes } from './column-types.ts';
import { LookUpConnection } from './look-up-connection.ts';
import { PostgresDriver } from './postgres-driver.ts';
import { examineSession } from './postgres-session.ts';

export const postgresTypes: ColumnTypes = {
  bytes: sql`bytea`,
  sequence: sql`bigint generated always as identity primary key`,
  // The number of the transaction that writes the row: numbers drawn from a sequence tell nothing of who commits first.
  position: sql`bigint not null default (pg_current_xact_id()::text::bigint)`,
};

/** PostgreSQL's type number of bigint: counts and times, all of them safe integers here. */
const bigintOid = 20;

/**
 * Connections to PostgreSQL. Behind PgBouncer in transaction mode nothing in them outlives a transaction (no session
 * state, no named statements).
 */
export function openPostgres(url: string, onIdleError: (error: Error) => void): PostgresDialect {
  const limits = { connectionTimeoutMillis: 3_000, query_timeout: 10_000 };
  const pool = openPool(url, { ...limits, max: 10, onConnect: examineSession }, onIdleError);
  const settings = { ...settingsOf(url), ...limits, stream: () => new BatchingSocket() };
  const lookUps = new LookUpConnection(() => new Client(settings));
  return new PipelinedDialect(new PostgresDriver(pool, lookUps));
}

/** A pool that survives the loss of any of its connections. */
export function openPool(
  url: string,
  options: Pick<PoolConfig, 'max' | 'connectionTimeoutMillis' | 'query_timeout' | 'onConnect'>,
  onIdleError: (error: Error) => void,
): Pool {
  const pool = new Pool({ ...settingsOf(url), ...options });
  pool.on('error', onIdleError);
  // The pool listens to idle clients only. One that breaks in the middle of a transaction fails its query, and would
  // end the process as well if nobody listened.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** In pipeline mode, a query is sent before those before it are answered; one that takes too long ends its connection. */
function settingsOf(url: string): ClientConfig {
  return {
    connectionString: url,
    keepAlive: true,
    pipeline: true,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === bigintOid && format !== 'binary' ? Number : types.getTypeParser(oid, format),
    },
  };
}

/** Kysely's PostgreSQL dialect with the driver of this house. */
class PipelinedDialect extends PostgresDialect {
  readonly #driver: PostgresDriver;

  constructor(driver: PostgresDriver) {
    super({ pool: () => Promise.reject(new Error('the driver has its own pool')) });
    this.#driver = driver;
  }

  override createDriver(): PostgresDriver {
    return this.#driver;
  }

  override createAdapter(): PostgresAdapter {
    return new Adapter();
  }
}

/** The migrations' lock, any number that nobody else takes. */
const migrationLock = 3_853_314_791;

class Adapter extends PostgresAdapter {
  /** Held until the transaction ends: a lock of the session would stay with whichever one a pooler had given it to. */
  override async acquireMigrationLock(db: Kysely<unknown>): Promise<void> {
    await sql`select pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(db);
  }

  override async releaseMigrationLock(): Promise<void> {}
}
