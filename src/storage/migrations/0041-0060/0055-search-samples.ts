import { sql } from 'kysely';
import { isPostgres } from '../../dialects/is-postgres.ts';
import type { MigrationStep } from '../types.ts';
import { searchWords } from './0050-search-words.ts';

/**
 * The tokens of one ticket in 1,024: they tell a search which of its tokens are rare. An index without them is emptied, and the
 * server fills it again after the migration.
 */
export const searchSamples: MigrationStep = async (db, types) => {
  await sql`
    create table ticket_search_samples (
      organization_id text not null references organizations (id) on delete cascade,
      token integer not null,
      position bigint not null,
      primary key (organization_id, token, position)
    ) ${isPostgres(db) ? sql`` : sql`without rowid`}`.execute(db);
  // The tokens of a changed ticket are replaced.
  await sql`
    create index ticket_search_samples_by_position on ticket_search_samples (organization_id, position)`.execute(
    db,
  );
  await searchWords(db, types);
};
