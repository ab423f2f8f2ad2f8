import { sql } from 'kysely';
import { emailKey } from '../../email-key.ts';
import type { MigrationStep } from '../types.ts';

type Db = Parameters<MigrationStep>[0];

/**
 * Stores which credential created another, removes ended tokens from the indexes of lists, and makes emails
 * unique by a case-folded key.
 */
export const makersAndEmails: MigrationStep = async (db, types) => {
  await addMakers(db, types);
  await addEnded(db);
  await foldMembers(db);
  await foldInvitations(db);
};

async function addMakers(db: Db, types: Parameters<MigrationStep>[1]): Promise<void> {
  for (const table of ['access_tokens', 'invitations', 'sessions', 'oauth_grants']) {
    await db.schema.alterTable(table).addColumn('made_by', 'text').execute();
    await db.schema
      .createIndex(`${table}_by_maker`)
      .on(table)
      .columns(['organization_id', 'made_by'])
      .where(sql.ref('made_by'), 'is not', null)
      .execute();
  }
  await db.schema.alterTable('notices').addColumn('also_ended', 'integer').execute();
  await db.schema
    .createTable('makers')
    .addColumn('hash', types.bytes, (c) => c.primaryKey())
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('made_by', 'text')
    .addColumn('email', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('makers_by_maker')
    .on('makers')
    .columns(['organization_id', 'made_by'])
    .where(sql.ref('made_by'), 'is not', null)
    .execute();
  await db.schema.createIndex('makers_by_age').on('makers').column('created_at').execute();
}

/** The indexes of lists contain only tokens that lists can show, however many there were. */
async function addEnded(db: Db): Promise<void> {
  await db.schema
    .alterTable('access_tokens')
    .addColumn('ended', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await sql`update access_tokens set ended = 1 where revoked_at = 0`.execute(db);
  for (const index of ['access_tokens_by_user', 'access_tokens_by_age'])
    await db.schema.dropIndex(index).execute();
  const lists = {
    access_tokens_by_user: ['organization_id', 'user_id', 'created_at'],
    access_tokens_by_age: ['organization_id', 'created_at'],
    access_tokens_by_expiry: ['expires_at'],
    access_tokens_by_overlap: ['revoked_at'],
  };
  for (const [name, columns] of Object.entries(lists)) {
    let index = db.schema.createIndex(name).on('access_tokens').columns(columns);
    index = index.where(sql.ref('ended'), '=', sql.lit(0));
    if (columns.length === 1) index = index.where(sql.ref(columns[0] ?? ''), 'is not', null);
    await index.execute();
  }
  await db.schema
    .createIndex('oauth_requests_by_session')
    .on('oauth_requests')
    .columns(['organization_id', 'session_id'])
    .where(sql.ref('session_id'), 'is not', null)
    .execute();
}

/** Rows per query. */
const batch = 1_000;

/**
 * Gives members the new key of their email, oldest first. A member whose new key already belongs to another
 * member keeps the old one, and signs in with the email as typed then.
 */
async function foldMembers(db: Db): Promise<void> {
  const stale = await staleRows(db, 'users');
  for (const { organization_id, id, email, key } of stale) {
    await db
      .updateTable('users')
      .set({ email, email_key: key })
      .where('organization_id', '=', organization_id)
      .where('id', '=', id)
      .where((eb) =>
        eb.or([
          eb('state', '=', 'removed'),
          eb.not(
            eb.exists(
              eb
                .selectFrom('users as other')
                .select('other.id')
                .where('other.organization_id', '=', organization_id)
                .where('other.email_key', '=', key)
                .where('other.id', '<>', id)
                .where('other.state', '<>', 'removed'),
            ),
          ),
        ]),
      )
      .execute();
  }
}

/** Of two invitations to the same email, the newer one is kept, as when one replaces another. */
async function foldInvitations(db: Db): Promise<void> {
  for (const { organization_id, id, email, key } of await staleRows(db, 'invitations')) {
    const own = (name: 'invitations') => db.selectFrom(name).where('organization_id', '=', organization_id);
    const other = await own('invitations')
      .select(['id', 'created_at'])
      .where('email_key', '=', key)
      .where('id', '<>', id)
      .executeTakeFirst();
    const mine = await own('invitations').select('created_at').where('id', '=', id).executeTakeFirstOrThrow();
    const isOlder = other !== undefined && other.created_at > mine.created_at;
    const gone = isOlder ? id : other?.id;
    if (gone !== undefined)
      await db
        .deleteFrom('invitations')
        .where('organization_id', '=', organization_id)
        .where('id', '=', gone)
        .execute();
    await db
      .updateTable('invitations')
      .set({ email, email_key: key })
      .where('organization_id', '=', organization_id)
      .where('id', '=', id)
      .execute();
  }
}

/**
 * Returns the few rows whose email or key would be written differently now, oldest first. ASCII stays the
 * same.
 */
async function staleRows(db: Db, table: 'users' | 'invitations') {
  const stale: { organization_id: string; id: string; email: string; key: string; created_at: number }[] = [];
  for (let after = { organization_id: '', id: '' }; ; ) {
    const rows = await db
      .selectFrom(table)
      .select(['organization_id', 'id', 'email', 'email_key', 'created_at'])
      .where((eb) =>
        eb.or([
          eb('organization_id', '>', after.organization_id),
          eb.and([eb('organization_id', '=', after.organization_id), eb('id', '>', after.id)]),
        ]),
      )
      .orderBy('organization_id')
      .orderBy('id')
      .limit(batch)
      .execute();
    for (const { email_key, ...row } of rows) {
      const email = row.email.normalize('NFC');
      const key = emailKey(email);
      if (email !== row.email || key !== email_key) stale.push({ ...row, email, key });
    }
    const last = rows.at(-1);
    if (!last || rows.length < batch) break;
    after = last;
  }
  return stale.toSorted((one, other) => one.created_at - other.created_at);
}
