import { sql } from 'kysely';
import { isPostgres } from '../../dialects/is-postgres.ts';
import type { MigrationStep } from '../types.ts';

type Db = Parameters<MigrationStep>[0];

/**
 * The tickets that the search index does not have yet. The server adds them after the migration and, on PostgreSQL, builds
 * the index of tokens then, so that an upgrade does not wait for it (`src/storage/search/fill-queries.ts`).
 */
export const searchFills: MigrationStep = async (db) => {
  await sql`
    create table search_fills (
      organization_id text primary key references organizations (id) on delete cascade,
      created_at bigint not null,
      id text not null,
      next_ordinal integer not null
    )`.execute(db);
  // Earlier versions filled the index in the migration.
  const { rows: indexed } = await sql`select 1 from ticket_search limit 1`.execute(db);
  const { rows: tickets } = await sql`select 1 from tickets limit 1`.execute(db);
  if (indexed.length === 0 && tickets.length > 0) return planFills(db);
  if (isPostgres(db))
    await sql`
      create index if not exists ticket_search_by_token on ticket_search
      using gin (tokens) with (fastupdate = off)`.execute(db);
};

/** All tickets are left to fill. Their numbers are reserved: new tickets get higher ones. */
export async function planFills(db: Db): Promise<void> {
  // On SQLite all organizations share the numbers.
  const last = isPostgres(db) ? sql`count(*) - 1` : sql`sum(count(*)) over (order by organization_id)`;
  await sql`
    insert into search_fills (organization_id, created_at, id, next_ordinal)
    select organization_id, max(created_at) + 1, '', ${last} from tickets group by organization_id`.execute(
    db,
  );
  if (isPostgres(db)) return;
  await sql`delete from sqlite_sequence where name = 'ticket_search'`.execute(db);
  await sql`
    insert into sqlite_sequence (name, seq) select 'ticket_search', max(next_ordinal) from search_fills`.execute(
    db,
  );
}
