import { sql } from 'kysely';
import { isPostgres } from '../../dialects/is-postgres.ts';
import { createDeletionTrigger } from '../0021-0040/0023-ticket-search.ts';
import type { MigrationStep } from '../types.ts';
import { planFills } from './0041-search-fills.ts';

type Db = Parameters<MigrationStep>[0];

/**
 * The search index also has tokens of adjacent words. An index without them is emptied: the server fills it again after the
 * migration, as it fills that of an older database.
 */
export const searchWords: MigrationStep = async (db) => {
  const { rows } = await sql`select 1 from ticket_search limit 1`.execute(db);
  if (rows.length === 0) return;
  await (isPostgres(db) ? emptyOnPostgres(db) : emptyOnSqlite(db));
  await sql`delete from search_fills`.execute(db);
  await planFills(db);
};

async function emptyOnPostgres(db: Db): Promise<void> {
  // The server builds it when all tickets are there.
  await sql`drop index if exists ticket_search_by_token`.execute(db);
  await sql`truncate ticket_search`.execute(db);
}

async function emptyOnSqlite(db: Db): Promise<void> {
  await sql`drop trigger ticket_search_deleted`.execute(db);
  await sql`insert into ticket_search_index (ticket_search_index) values ('delete-all')`.execute(db);
  await sql`delete from ticket_search`.execute(db);
  await createDeletionTrigger(db);
}
