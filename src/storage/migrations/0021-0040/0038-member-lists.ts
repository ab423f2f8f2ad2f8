import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { isPostgres } from '../../dialects/is-postgres.ts';
import { memberWords, nameOrder } from '../../member-search/words.ts';
import type { MigrationStep } from '../types.ts';

type Db = Parameters<MigrationStep>[0];

/**
 * What lists of members are filtered and sorted by, the words by which members are found, and the boards that an invitation
 * gives.
 */
export const memberLists: MigrationStep = async (db) => {
  await db.schema
    .alterTable('users')
    .addColumn('name_order', 'text', (c) => c.notNull().defaultTo('n'))
    .execute();
  await db.schema
    .alterTable('users')
    .addColumn('last_seen_at', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .alterTable('users')
    .addColumn('second_factors', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
  await db.schema
    .alterTable('users')
    .addColumn('has_second_factor', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('invitations').addColumn('board_ids', 'text').execute();
  await db.schema
    .createTable('member_words')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    // Compared byte by byte, as SQLite does, so that a search reads the range of its beginning.
    .addColumn('word', isPostgres(db) ? sql`text collate "C"` : 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('member_words_pk', ['organization_id', 'user_id', 'word'])
    .addForeignKeyConstraint('member_words_member', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await fillColumns(db);
  await fillWords(db);
  await createIndexes(db);
};

/** A list that is filtered reads each group of equal role, state and second factor in its order. */
async function createIndexes(db: Db): Promise<void> {
  const orders = { age: 'created_at', name: 'name_order', activity: 'last_seen_at' };
  for (const [name, column] of Object.entries(orders))
    await db.schema
      .createIndex(`users_grouped_by_${name}`)
      .on('users')
      .columns(['organization_id', 'state', 'role', 'has_second_factor', column, 'id'])
      // Always true, but no other query has a condition that implies it, so that none gets another plan.
      .where(sql.ref('has_second_factor'), 'is not', null)
      .execute();
  await db.schema
    .createIndex('member_words_by_word')
    .on('member_words')
    .columns(['organization_id', 'word', 'user_id'])
    .execute();
}

async function fillColumns(db: Db): Promise<void> {
  const used = (table: string) => sql`(
    select max(l.at) from ${sql.table(table)} as c
    inner join last_uses as l on l.organization_id = c.organization_id and l.credential_id = c.id
    where c.organization_id = users.organization_id and c.user_id = users.id)`;
  const signedIn = sql`(
    select max(s.last_used_at) from sessions as s
    where s.organization_id = users.organization_id and s.user_id = users.id)`;
  const uses = [signedIn, used('access_tokens'), used('oauth_connections')];
  for (const use of uses)
    await sql`
      update users set last_seen_at = coalesce(${use}, 0) where coalesce(${use}, 0) > last_seen_at`.execute(
      db,
    );
  const totp = sql`exists (select 1 from second_factors as f where f.organization_id = users.organization_id
    and f.user_id = users.id and f.confirmed_at is not null)`;
  const passkey = sql`exists (select 1 from passkeys as p where p.organization_id = users.organization_id
    and p.user_id = users.id)`;
  await sql`
    update users set has_second_factor = 1, second_factors = case
      when ${totp} and ${passkey} then 'totp passkey' when ${totp} then 'totp' else 'passkey' end
    where ${totp} or ${passkey}`.execute(db);
}

/** Members in one slice. */
const slice = 200;

async function fillWords(db: Db): Promise<void> {
  for (let after: readonly [string, string] = ['', '']; ; ) {
    const rows = await db
      .selectFrom('users')
      .select(['organization_id', 'id', 'name', 'email', 'state'])
      .where(sql<boolean>`(organization_id, id) > (${after[0]}, ${after[1]})`)
      .orderBy('organization_id')
      .orderBy('id')
      .limit(slice)
      .execute();
    for (const row of rows)
      await db
        .updateTable('users')
        .set({ name_order: nameOrder(row.name) })
        .where('organization_id', '=', row.organization_id)
        .where('id', '=', row.id)
        .execute();
    const words = rows
      .filter(({ state }) => state !== 'removed')
      .flatMap(({ organization_id, id, name, email }) =>
        memberWords(name, email).map((word) => ({ organization_id, user_id: id, word })),
      );
    for (let start = 0; start < words.length; start += slice)
      await db
        .insertInto('member_words')
        .values(words.slice(start, start + slice))
        .execute();
    const last = rows.at(-1);
    if (!last || rows.length < slice) return;
    after = [last.organization_id, last.id];
    await setImmediate();
  }
}
