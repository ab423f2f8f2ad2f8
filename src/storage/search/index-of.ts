import type { Database } from '../database.ts';
import { isPostgres } from '../dialects/is-postgres.ts';
import { postgresIndex } from './postgres-index.ts';
import type { SearchIndex } from './search-index.ts';
import { sqliteIndex } from './sqlite-index.ts';

/** Returns the index of a database's kind. */
export function searchIndexOf(db: Database): SearchIndex {
  return isPostgres(db) ? postgresIndex : sqliteIndex;
}
