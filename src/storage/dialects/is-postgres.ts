import { type DialectAdapter, PostgresAdapter } from 'kysely';

/** Whether a database is PostgreSQL, for the few statements that the two databases cannot share. */
export function isPostgres(db: { getExecutor: () => { readonly adapter: DialectAdapter } }): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
