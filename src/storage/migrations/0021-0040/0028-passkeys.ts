import type { MigrationStep } from '../types.ts';

/**
 * Members' passkeys, the challenges that they answer, and when each session was confirmed. A session that exists was
 * confirmed when it was opened.
 */
export const passkeys: MigrationStep = async (db, types) => {
  await db.schema
    .createTable('passkeys')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('credential_id', 'text', (c) => c.notNull())
    .addColumn('relying_party', 'text', (c) => c.notNull())
    .addColumn('public_key', types.bytes, (c) => c.notNull())
    .addColumn('transports', 'text', (c) => c.notNull())
    .addColumn('synced', 'integer', (c) => c.notNull())
    .addColumn('sign_count', 'bigint', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('last_used_at', 'bigint')
    .addColumn('blocked_at', 'bigint')
    .addPrimaryKeyConstraint('passkeys_pk', ['organization_id', 'id'])
    .addUniqueConstraint('passkeys_credential', ['organization_id', 'credential_id'])
    .addForeignKeyConstraint('passkeys_user', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema
    .createIndex('passkeys_of_member')
    .on('passkeys')
    .columns(['organization_id', 'user_id'])
    .execute();

  await db.schema
    .createTable('passkey_challenges')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('hash', types.bytes, (c) => c.notNull())
    .addColumn('purpose', 'text', (c) => c.notNull())
    .addColumn('session_id', 'text')
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('passkey_challenges_pk', ['organization_id', 'hash'])
    .execute();
  await db.schema
    .createIndex('passkey_challenges_by_expiry')
    .on('passkey_challenges')
    .column('expires_at')
    .execute();

  await db.schema.alterTable('sessions').addColumn('passkey_id', 'text').execute();
  await db.schema.alterTable('sessions').addColumn('confirmed_at', 'bigint').execute();
  await db
    .updateTable('sessions')
    .set((eb) => ({ confirmed_at: eb.ref('created_at') }))
    .execute();
};
