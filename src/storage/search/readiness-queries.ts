import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { isPostgres } from '../dialects/is-postgres.ts';
import { tokenIndex } from './token-index.ts';

/** The adapters of databases whose index is complete, as it stays. */
const complete = new WeakSet<object>();

/** Whether the index has all tickets and can be searched. */
export async function isSearchReady(db: Database): Promise<boolean> {
  const { adapter } = db.getExecutor();
  if (complete.has(adapter)) return true;
  if (!(await isFilled(db)) || (isPostgres(db) && (await tokenIndex(db)) !== 'valid')) return false;
  complete.add(adapter);
  return true;
}

/** Whether the index has all tickets. */
export async function isFilled(db: Database): Promise<boolean> {
  const { rows } = await sql`select 1 from search_fills limit 1`.execute(db);
  return rows.length === 0;
}
