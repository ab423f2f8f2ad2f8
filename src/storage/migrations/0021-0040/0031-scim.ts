import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/** SCIM tokens, what identity providers say of members, and when a member last changed. */
export const scim: MigrationStep = async (db, types) => {
  await db.schema.alterTable('users').addColumn('changed_at', 'bigint').execute();

  await db.schema
    .createTable('scim_tokens')
    .addColumn('organization_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('hash', types.bytes, (c) => c.notNull())
    .addColumn('hint', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull().check(sql`role in ('TEAM_MEMBER','CUSTOMER')`))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('created_with', 'text')
    .addColumn('revoked_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .addPrimaryKeyConstraint('scim_tokens_pk', ['organization_id', 'id'])
    .addForeignKeyConstraint('scim_tokens_creator', ['organization_id', 'created_by'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema.createIndex('scim_tokens_by_hash').on('scim_tokens').column('hash').unique().execute();

  await db.schema
    .createTable('scim_profiles')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('user_name', 'text', (c) => c.notNull())
    .addColumn('user_name_key', 'text', (c) => c.notNull())
    .addColumn('external_id', 'text')
    .addColumn('given_name', 'text')
    .addColumn('family_name', 'text')
    .addPrimaryKeyConstraint('scim_profiles_pk', ['organization_id', 'user_id'])
    .addForeignKeyConstraint('scim_profiles_member', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema
    .createIndex('scim_profiles_by_user_name')
    .on('scim_profiles')
    .columns(['organization_id', 'user_name_key'])
    .unique()
    .execute();
  await db.schema
    .createIndex('scim_profiles_by_external_id')
    .on('scim_profiles')
    .columns(['organization_id', 'external_id'])
    .where(sql.ref('external_id'), 'is not', null)
    .execute();
};
