import { sql } from 'kysely';
import type { ColumnTypes } from '../../dialects/column-types.ts';
import type { MigrationStep } from '../types.ts';

/**
 * OAuth: clients that members allowed, requests that wait for consent, connections, and their codes and
 * tokens.
 */
export const oauth: MigrationStep = async (db, types) => {
  await createClients(db, types);
  await createGrants(db);
  await createRequests(db, types);
  await createCodes(db, types);
  await createTokens(db, types);
};

async function createClients(db: Parameters<MigrationStep>[0], types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('oauth_clients')
    .addColumn('organization_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('client_id', 'text', (c) => c.notNull())
    .addColumn('client_id_hash', types.bytes, (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull().check(sql`kind in ('registered','metadata_document')`))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('uri', 'text')
    .addColumn('logo_uri', 'text')
    .addColumn('redirect_uris', 'text', (c) => c.notNull())
    .addColumn('auth_method', 'text', (c) =>
      c.notNull().check(sql`auth_method in ('none','client_secret_post','client_secret_basic')`),
    )
    .addColumn('device_grant', 'integer', (c) => c.notNull().check(sql`device_grant in (0, 1)`))
    .addColumn('secret_hash', types.bytes)
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('blocked_at', 'bigint')
    .addPrimaryKeyConstraint('oauth_clients_pk', ['organization_id', 'id'])
    .addUniqueConstraint('oauth_clients_client_id', ['organization_id', 'client_id_hash'])
    .execute();
  await db.schema.createIndex('oauth_clients_by_secret').on('oauth_clients').column('secret_hash').execute();
}

async function createGrants(db: Parameters<MigrationStep>[0]): Promise<void> {
  await db.schema
    .createTable('oauth_grants')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('client_id', 'text', (c) => c.notNull())
    .addColumn('scopes', 'text', (c) => c.notNull())
    .addColumn('audience', 'text', (c) => c.notNull().check(sql`audience in ('api','mcp')`))
    .addColumn('redirect_uris', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('last_used_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addPrimaryKeyConstraint('oauth_grants_pk', ['organization_id', 'id'])
    .addForeignKeyConstraint('oauth_grants_user', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .addForeignKeyConstraint('oauth_grants_client', ['organization_id', 'client_id'], 'oauth_clients', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema
    .createIndex('oauth_grants_active')
    .on('oauth_grants')
    .columns(['organization_id', 'user_id', 'client_id'])
    .unique()
    .where(sql.ref('ended_at'), 'is', null)
    .execute();
  await db.schema
    .createIndex('oauth_grants_by_client')
    .on('oauth_grants')
    .columns(['organization_id', 'client_id'])
    .execute();
}

async function createRequests(db: Parameters<MigrationStep>[0], types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('oauth_requests')
    .addColumn('organization_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull().check(sql`kind in ('code','device')`))
    .addColumn('session_id', 'text')
    .addColumn('client', 'text', (c) => c.notNull())
    .addColumn('scopes', 'text', (c) => c.notNull())
    .addColumn('audience', 'text', (c) => c.notNull().check(sql`audience in ('api','mcp')`))
    .addColumn('redirect_uri', 'text')
    .addColumn('redirect_given', 'integer', (c) => c.notNull())
    .addColumn('state', 'text')
    .addColumn('code_challenge', 'text')
    .addColumn('user_code_mac', types.bytes)
    .addColumn('device_code_hash', types.bytes, (c) => c.unique())
    .addColumn('poll_interval', 'integer')
    .addColumn('polled_at', 'bigint')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('decided_at', 'bigint')
    .addColumn('decision', 'text', (c) => c.check(sql`decision in ('allow','deny')`))
    .addColumn('grant_id', 'text')
    .addColumn('spent_at', 'bigint')
    .addPrimaryKeyConstraint('oauth_requests_pk', ['organization_id', 'id'])
    .execute();
  await db.schema
    .createIndex('oauth_requests_by_user_code')
    .on('oauth_requests')
    .columns(['organization_id', 'user_code_mac'])
    .execute();
  await db.schema.createIndex('oauth_requests_by_expiry').on('oauth_requests').column('expires_at').execute();
}

/** The columns that codes and tokens share: a hash instead of the value, and their connection. */
function ofGrant(db: Parameters<MigrationStep>[0], types: ColumnTypes, table: string) {
  return db.schema
    .createTable(table)
    .addColumn('hash', types.bytes, (c) => c.primaryKey())
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('grant_id', 'text', (c) => c.notNull())
    .addColumn('family_id', 'text', (c) => c.notNull())
    .addColumn('scopes', 'text', (c) => c.notNull())
    .addColumn('audience', 'text', (c) => c.notNull().check(sql`audience in ('api','mcp')`))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addForeignKeyConstraint(`${table}_grant`, ['organization_id', 'grant_id'], 'oauth_grants', [
      'organization_id',
      'id',
    ]);
}

async function createCodes(db: Parameters<MigrationStep>[0], types: ColumnTypes): Promise<void> {
  await ofGrant(db, types, 'oauth_codes')
    .addColumn('redirect_uri', 'text', (c) => c.notNull())
    .addColumn('redirect_given', 'integer', (c) => c.notNull())
    .addColumn('code_challenge', 'text', (c) => c.notNull())
    .addColumn('spent_at', 'bigint')
    .execute();
  await db.schema.createIndex('oauth_codes_by_expiry').on('oauth_codes').column('expires_at').execute();
}

async function createTokens(db: Parameters<MigrationStep>[0], types: ColumnTypes): Promise<void> {
  await ofGrant(db, types, 'oauth_access_tokens').addColumn('revoked_at', 'bigint').execute();
  await ofGrant(db, types, 'oauth_refresh_tokens')
    .addColumn('spent_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .execute();
  for (const table of ['oauth_access_tokens', 'oauth_refresh_tokens']) {
    await db.schema
      .createIndex(`${table}_by_family`)
      .on(table)
      .columns(['organization_id', 'family_id'])
      .execute();
    await db.schema
      .createIndex(`${table}_by_grant`)
      .on(table)
      .columns(['organization_id', 'grant_id'])
      .execute();
    await db.schema.createIndex(`${table}_by_expiry`).on(table).column('expires_at').execute();
  }
}
