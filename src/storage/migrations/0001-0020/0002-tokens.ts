import type { MigrationStep } from '../types.ts';

/** Personal access tokens, idempotency keys for their creation, and notices to members. */
export const tokens: MigrationStep = async (db, types) => {
  await db.schema
    .createTable('access_tokens')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('hash', types.bytes, (c) => c.notNull().unique())
    .addColumn('hint', 'text', (c) => c.notNull())
    .addColumn('scopes', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .addPrimaryKeyConstraint('access_tokens_pk', ['organization_id', 'id'])
    .addForeignKeyConstraint('access_tokens_user', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema
    .createIndex('access_tokens_by_user')
    .on('access_tokens')
    .columns(['organization_id', 'user_id', 'created_at'])
    .execute();
  await db.schema
    .createIndex('access_tokens_by_age')
    .on('access_tokens')
    .columns(['organization_id', 'created_at'])
    .execute();

  await db.schema
    .createTable('idempotency_keys')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('key_hash', types.bytes, (c) => c.notNull())
    .addColumn('request_hash', types.bytes, (c) => c.notNull())
    .addColumn('token_id', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('idempotency_keys_pk', ['organization_id', 'user_id', 'key_hash'])
    .addForeignKeyConstraint('idempotency_keys_user', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema
    .createIndex('idempotency_keys_by_age')
    .on('idempotency_keys')
    .column('created_at')
    .execute();

  await db.schema
    .createTable('notices')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('token_id', 'text', (c) => c.notNull())
    .addColumn('token_name', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('notices_pk', ['organization_id', 'id'])
    .addForeignKeyConstraint('notices_user', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema
    .createIndex('notices_by_user')
    .on('notices')
    .columns(['organization_id', 'user_id', 'created_at'])
    .execute();
};
