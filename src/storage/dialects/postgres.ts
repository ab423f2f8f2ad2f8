import { type Kysely, PostgresAdapter, PostgresDialect, sql } from 'kysely';
import { type ClientConfig, types } from 'pg';
import type { ColumnTypes } from './column-types.ts';
import { LookUpConnection } from './look-up-connection.ts';
import { PostgresDriver } from './postgres-driver.ts';
import { PostgresPool } from './postgres-pool.ts';

export const postgresTypes: ColumnTypes = {
  bytes: sql`bytea`,
  sequence: sql`bigint generated always as identity primary key`,
  // The number of the writing transaction. Sequence numbers do not show the order of commits.
  position: sql`bigint not null default (pg_current_xact_id()::text::bigint)`,
};

/** PostgreSQL's type ID of bigint: counts and times, all of them safe integers. */
const bigintOid = 20;

/** Size of the pool. On two cores fewer connections were faster; larger machines need more. */
const poolSize = 10;

/**
 * Opens connections to PostgreSQL. Behind PgBouncer in transaction mode, no session state or prepared
 * statement outlives a transaction.
 */
export function openPostgres(url: string, onIdleError: (error: Error) => void): PostgresDialect {
  const settings = settingsOf(url);
  const pool = new PostgresPool(settings, poolSize, onIdleError);
  return new PipelinedDialect(new PostgresDriver(pool, new LookUpConnection(settings)));
}

/** Milliseconds of silence after which TCP checks the other end. */
const keepAliveDelay = 10_000;

/** In pipeline mode, queries are sent before earlier ones are answered. */
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

/** Kysely's PostgreSQL dialect with PostgresDriver. */
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

/** The migration lock: an arbitrary unique number. */
const migrationLock = 3_853_314_791;

class Adapter extends PostgresAdapter {
  /** Held until the transaction ends. A session lock would stay with any session that a pooler assigned. */
  override async acquireMigrationLock(db: Kysely<unknown>): Promise<void> {
    await sql`select pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(db);
  }

  override async releaseMigrationLock(): Promise<void> {}
}
