import { type Kysely, PostgresAdapter, PostgresDialect, sql } from 'kysely';
import { type ClientConfig, types } from 'pg';
import type { ColumnTypes } from './column-types.ts';
import { LookUpConnection } from './look-up-connection.ts';
import { PostgresDriver } from './postgres-driver.ts';
import { PostgresPool } from './postgres-pool.ts';

export const postgresTypes: ColumnTypes = {
  bytes: sql`bytea`,
  sequence: sql`bigint generated always as identity primary key`,
  // The number of the transaction that writes the row: numbers drawn from a sequence tell nothing of who commits first.
  position: sql`bigint not null default (pg_current_xact_id()::text::bigint)`,
};

/** PostgreSQL's type number of bigint: counts and times, all of them safe integers here. */
const bigintOid = 20;

/** Connections in the pool: on two cores fewer were better, and machines that have more find room. */
const poolSize = 10;

/**
 * Connections to PostgreSQL. Behind PgBouncer in transaction mode nothing in them outlives a transaction (no session
 * state, no named statements).
 */
export function openPostgres(url: string, onIdleError: (error: Error) => void): PostgresDialect {
  const settings = settingsOf(url);
  const pool = new PostgresPool(settings, poolSize, onIdleError);
  return new PipelinedDialect(new PostgresDriver(pool, new LookUpConnection(settings)));
}

/** Milliseconds without a packet after which the other end is asked whether it is there. */
const keepAliveDelay = 10_000;

/** In pipeline mode, a query is sent before those before it are answered. */
export function settingsOf(url: string): ClientConfig {
  return {
    connectionString: url,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelay,
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
