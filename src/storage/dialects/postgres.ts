import { PostgresDialect, sql } from 'kysely';
import { Pool, type PoolConfig, types } from 'pg';
import type { ColumnTypes } from './column-types.ts';

export const postgresTypes: ColumnTypes = {
  bytes: sql`bytea`,
  sequence: sql`bigint generated always as identity primary key`,
  // The number of the transaction that writes the row: numbers drawn from a sequence tell nothing of who commits first.
  position: sql`bigint not null default (pg_current_xact_id()::text::bigint)`,
};

/** PostgreSQL's type number of bigint: counts and times, all of them safe integers here. */
const bigintOid = 20;

/**
 * A pool of connections to PostgreSQL. Nothing in it outlives a transaction (no session state, no named statements),
 * so it works behind PgBouncer in transaction mode.
 */
export function openPostgres(url: string, onIdleError: (error: Error) => void): PostgresDialect {
  const limits = { max: 20, connectionTimeoutMillis: 3_000, query_timeout: 10_000 };
  return new PostgresDialect({ pool: openPool(url, limits, onIdleError) });
}

/** A pool that survives the loss of any of its connections. */
export function openPool(
  url: string,
  limits: Pick<PoolConfig, 'max' | 'connectionTimeoutMillis' | 'query_timeout'>,
  onIdleError: (error: Error) => void,
): Pool {
  const pool = new Pool({
    ...limits,
    connectionString: url,
    keepAlive: true,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === bigintOid && format !== 'binary' ? Number : types.getTypeParser(oid, format),
    },
  });
  pool.on('error', onIdleError);
  // The pool listens to idle clients only. One that breaks in the middle of a transaction fails its query, and would
  // end the process as well if nobody listened.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
