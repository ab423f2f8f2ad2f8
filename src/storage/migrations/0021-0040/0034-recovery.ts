import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/** Links to reset a password, requests for such links, and changes of an email that its owner has not confirmed yet. */
export const recovery: MigrationStep = async (db, types) => {
  await db.schema
    .createTable('password_resets')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('hash', types.bytes, (c) => c.notNull().unique())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('password_resets_pk', ['organization_id', 'user_id'])
    .addForeignKeyConstraint('password_resets_user', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema
    .createIndex('password_resets_by_expiry')
    .on('password_resets')
    .column('expires_at')
    .execute();

  await db.schema
    .createTable('reset_requests')
    .addColumn('organization_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('account', types.bytes, (c) => c.notNull())
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('count', 'bigint', (c) => c.notNull())
    .addColumn('pending_at', 'bigint')
    .addColumn('address', 'text')
    .addColumn('request_id', 'text')
    .addPrimaryKeyConstraint('reset_requests_pk', ['organization_id', 'account'])
    .execute();
  await db.schema.createIndex('reset_requests_by_age').on('reset_requests').column('since').execute();
  await db.schema
    .createIndex('reset_requests_pending')
    .on('reset_requests')
    .column('pending_at')
    .where(sql.ref('pending_at'), 'is not', null)
    .execute();

  await db.schema
    .createTable('email_changes')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('current_hash', types.bytes, (c) => c.notNull().unique())
    .addColumn('new_hash', types.bytes, (c) => c.notNull().unique())
    .addColumn('current_confirmed_at', 'bigint')
    .addColumn('new_confirmed_at', 'bigint')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('email_changes_pk', ['organization_id', 'user_id'])
    .addForeignKeyConstraint('email_changes_user', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema.createIndex('email_changes_by_expiry').on('email_changes').column('expires_at').execute();
};
