import type { MigrationStep } from '../types.ts';

/**
 * Members' second factors and backup codes, and the generated key that seals them if the operator sets none.
 */
export const secondFactor: MigrationStep = async (db, types) => {
  await db.schema
    .createTable('settings')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('second_factors')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('sealed_secret', types.bytes, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('confirmed_at', 'bigint')
    .addColumn('last_step', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('second_factors_pk', ['organization_id', 'user_id'])
    .addForeignKeyConstraint('second_factors_user', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();

  await db.schema
    .createTable('backup_codes')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('mac', types.bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('backup_codes_pk', ['organization_id', 'user_id', 'mac'])
    .addForeignKeyConstraint('backup_codes_user', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
};
