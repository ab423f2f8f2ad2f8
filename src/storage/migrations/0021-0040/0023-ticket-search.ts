import { sql } from 'kysely';
import { isPostgres } from '../../dialects/is-postgres.ts';
import type { MigrationStep } from '../types.ts';

type Db = Parameters<MigrationStep>[0];

/** The search index of tickets. A later step decides how it is filled. */
export const ticketSearch: MigrationStep = async (db) => {
  await (isPostgres(db) ? createOnPostgres(db) : createOnSqlite(db));
};

async function createOnSqlite(db: Db): Promise<void> {
  await sql`
    create table ticket_search (
      position integer primary key autoincrement,
      organization_id text not null,
      ticket_id text not null,
      unique (organization_id, ticket_id),
      foreign key (organization_id, ticket_id) references tickets (organization_id, id) on delete cascade
    )`.execute(db);
  await sql`
    create virtual table ticket_search_index using fts5(
      tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
    )`.execute(db);
  await createDeletionTrigger(db);
}

/** On SQLite, the tokens of a ticket are deleted with it. */
export async function createDeletionTrigger(db: Db): Promise<void> {
  await sql`
    create trigger ticket_search_deleted after delete on ticket_search begin
      delete from ticket_search_index where rowid = old.position;
    end`.execute(db);
}

async function createOnPostgres(db: Db): Promise<void> {
  await sql`
    create table ticket_search (
      organization_id text not null,
      ticket_id text not null,
      ordinal integer not null,
      tokens integer[] not null,
      primary key (organization_id, ticket_id),
      foreign key (organization_id, ticket_id) references tickets (organization_id, id) on delete cascade
    )`.execute(db);
  await sql`create index ticket_search_by_age on ticket_search (organization_id, ordinal)`.execute(db);
}
