import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { isPostgres } from '../../dialects/is-postgres.ts';
import { nameOrder } from '../../member-search/words.ts';
import { tokenWords } from '../../token-search/words.ts';
import type { MigrationStep } from '../types.ts';

type Db = Parameters<MigrationStep>[0];

/**
 * Lists of tokens in the order of their names, and of their ends with those without one last; and the words by which tokens
 * are found.
 */
export const tokenLists: MigrationStep = async (db) => {
  await db.schema
    .alterTable('access_tokens')
    .addColumn('name_order', 'text', (c) => c.notNull().defaultTo('n'))
    .execute();
  await db.schema
    .createTable('token_words')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    // Compared byte by byte, as SQLite does, so that a search reads the range of its beginning.
    .addColumn('word', isPostgres(db) ? sql`text collate "C"` : 'text', (c) => c.notNull())
    .addColumn('token_id', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('token_words_pk', ['organization_id', 'word', 'token_id'])
    .execute();
  await fillNames(db);
  await sql`
    create index access_tokens_by_name on access_tokens (organization_id, name_order, id) where ended = 0`.execute(
    db,
  );
  // The order of access_tokens_ending and, after that, of access_tokens_without_end.
  for (const name of ['access_tokens_ending', 'access_tokens_without_end'])
    await db.schema.dropIndex(name).execute();
  await sql`
    create index access_tokens_by_ending
    on access_tokens (
      organization_id,
      (coalesce(
        case when revoked_at < expires_at then revoked_at else expires_at end, revoked_at, 9007199254740991
      )),
      created_at,
      id
    ) where ended = 0`.execute(db);
};

/** Tokens in one slice. */
const slice = 200;

async function fillNames(db: Db): Promise<void> {
  for (let after: readonly [string, string] = ['', '']; ; ) {
    const rows = await db
      .selectFrom('access_tokens')
      .select(['organization_id', 'id', 'name', 'hint'])
      .where(sql<boolean>`(organization_id, id) > (${after[0]}, ${after[1]})`)
      .orderBy('organization_id')
      .orderBy('id')
      .limit(slice)
      .execute();
    if (rows.length > 0) await fillSlice(db, rows);
    const last = rows.at(-1);
    if (!last || rows.length < slice) return;
    after = [last.organization_id, last.id];
    await setImmediate();
  }
}

type Row = { organization_id: string; id: string; name: string; hint: string };

async function fillSlice(db: Db, rows: readonly Row[]): Promise<void> {
  const orders = rows.map((row) => sql`(${row.organization_id}, ${row.id}, ${nameOrder(row.name)})`);
  await sql`
    with named (organization_id, id, name_order) as (values ${sql.join(orders)})
    update access_tokens set name_order = named.name_order from named
    where access_tokens.organization_id = named.organization_id and access_tokens.id = named.id`.execute(db);
  const words = rows.flatMap(({ organization_id, id, name, hint }) =>
    tokenWords(name, hint).map((word) => ({ organization_id, word, token_id: id })),
  );
  for (let start = 0; start < words.length; start += slice)
    await db
      .insertInto('token_words')
      .values(words.slice(start, start + slice))
      .execute();
}
