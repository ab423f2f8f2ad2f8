import type { MigrationStep } from '../types.ts';

/** Single sign-on: each organization's identity provider, its accounts of members, and unfinished sign-ins. */
export const singleSignOn: MigrationStep = async (db, types) => {
  await db.schema
    .createTable('identity_providers')
    .addColumn('organization_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('issuer', 'text', (c) => c.notNull())
    .addColumn('client_id', 'text', (c) => c.notNull())
    .addColumn('sealed_secret', types.bytes, (c) => c.notNull())
    .addColumn('key_id', 'text', (c) => c.notNull())
    .addColumn('scope', 'text', (c) => c.notNull())
    .addColumn('domains', 'text', (c) => c.notNull())
    .addColumn('default_role', 'text')
    .addColumn('role_claim', 'text')
    .addColumn('roles', 'text', (c) => c.notNull())
    .addColumn('required', 'integer', (c) => c.notNull())
    .addColumn('break_glass_id', 'text')
    .addColumn('trusts_second_factor', 'integer', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('identity_providers_pk', ['organization_id'])
    .execute();

  await db.schema
    .createTable('member_identities')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('issuer', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('linked_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('member_identities_pk', ['organization_id', 'issuer', 'subject'])
    .addForeignKeyConstraint('member_identities_member', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  // A member has one account at an issuer. The order also finds all accounts of a member.
  await db.schema
    .createIndex('member_identities_of_member')
    .unique()
    .on('member_identities')
    .columns(['organization_id', 'user_id', 'issuer'])
    .execute();

  await db.schema
    .createTable('single_sign_on_requests')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('state_hash', types.bytes, (c) => c.notNull())
    .addColumn('browser_hash', types.bytes, (c) => c.notNull())
    .addColumn('issuer', 'text', (c) => c.notNull())
    .addColumn('client_id', 'text', (c) => c.notNull())
    .addColumn('return_to', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('single_sign_on_requests_pk', ['organization_id', 'state_hash'])
    .execute();
  await db.schema
    .createIndex('single_sign_on_requests_by_expiry')
    .on('single_sign_on_requests')
    .column('expires_at')
    .execute();
};
