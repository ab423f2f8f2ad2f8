import { type Expression, sql } from 'kysely';
import type { Database } from '../../database.ts';
import { isPostgres } from '../is-postgres.ts';

/**
 * Returns a condition: a column has one of the values that a query with a limit selects. PostgreSQL may run the query of `in`
 * again for each row when its statistics are old, so that a slice costs its square; that of an array it runs once.
 */
export function among(db: Database, column: string, query: Expression<unknown>) {
  const name = sql.ref(column);
  return isPostgres(db) ? sql<boolean>`${name} = any(array${query})` : sql<boolean>`${name} in ${query}`;
}
