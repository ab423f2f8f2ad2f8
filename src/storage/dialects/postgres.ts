import { type Kysely, PostgresAdapter, PostgresDialect, sql } from 'kysely';
import { type ClientConfig, types } from 'pg';
import type { ColumnTypes } from './column-types.ts';
import { LookUpConnection } from './look-up-connection.ts';
import { PostgresDriver } from './postgres-driver.ts';
import { PostgresPool } from './postgres-pool.ts';
import type { Reach } from './postgres-reach.ts';

export const postgresTypes: ColumnTypes = {
  bytes: sql`bytea`,
  sequence: sql`bigint generated always as identity primary key`,
  // The number of the writing transaction. Sequence numbers do not show the order of commits.
  position: sql`bigint not null default (pg_current_xact_id()::text::bigint)`,
};

/** PostgreSQL's type ID of bigint: counts and times, all of them safe integers. */
const bigintOid = 20;

/** The connections beside the two pools: for look-ups, and for the change feed. */
const singleConnections = 2;
/** The part of the pools' connections that is for lists. */
const partOfLists = 0.3;
/** How much of one organization and of all waits for a connection at most: what a second or two can do. */
const changesQueue = { name: 'changes', waitingPerTenant: 500, waiting: 2_000 };
const listsQueue = { name: 'lists', waitingPerTenant: 200, waiting: 800 };

/**
 * Opens connections to PostgreSQL. Behind PgBouncer in transaction mode, no session state or prepared
 * statement outlives a transaction.
 * @param reach shared with the change feed's connection
 * @param connections how many at most, at least 6: two thirds of them for changes, most others for lists
 */
export function openPostgres(
  url: string,
  onIdleError: (error: Error) => void,
  reach: Reach,
  connections: number,
): PostgresDialect {
  const settings = settingsOf(url);
  const pooled = connections - singleConnections;
  const listConnections = Math.max(2, Math.round(pooled * partOfLists));
  const poolOf = (size: number, queue: typeof changesQueue) =>
    new PostgresPool(settings, reach, { ...queue, size }, onIdleError);
  const driver = new PostgresDriver({
    main: poolOf(pooled - listConnections, changesQueue),
    lists: poolOf(listConnections, listsQueue),
    lookUps: new LookUpConnection(settings, reach),
  });
  return new PipelinedDialect(driver);
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
export const migrationLock = 3_853_314_791;

/**
 * Milliseconds that a statement of a migration waits for a lock, such as one that a long query holds. Everything that
 * needs the table meanwhile waits behind it, so this is less than the time limit of requests.
 */
const migrationLockTimeout = 1_000;

class Adapter extends PostgresAdapter {
  /** Held until the transaction ends. A session lock would stay with any session that a pooler assigned. */
  override async acquireMigrationLock(db: Kysely<unknown>): Promise<void> {
    await sql`select pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(db);
    await sql`set local lock_timeout = ${sql.lit(migrationLockTimeout)}`.execute(db);
  }

  override async releaseMigrationLock(): Promise<void> {}
}
