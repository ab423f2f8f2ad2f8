import { sql } from 'kysely';
import type { ColumnTypes } from '../../dialects/column-types.ts';
import type { MigrationStep } from '../types.ts';

type Schema = Parameters<MigrationStep>[0];

/**
 * How OAuth clients authenticate and what they may use: their grant types as one set, keys instead of a
 * secret (RFC 7523), used assertions, and resource servers.
 */
export const clientAuthentication: MigrationStep = async (db, types) => {
  await keepGrantTypes(db);
  await allowKeys(db);
  await createAssertions(db, types);
  await createResourceServers(db, types);
};

/** The flag for the device grant becomes one of the grant types. */
async function keepGrantTypes(db: Schema): Promise<void> {
  await db.schema
    .alterTable('oauth_clients')
    .addColumn('grant_types', 'text', (c) => c.notNull().defaultTo('authorization_code refresh_token'))
    .execute();
  await sql`
    update oauth_clients
    set grant_types = grant_types || ' urn:ietf:params:oauth:grant-type:device_code'
    where device_grant = 1`.execute(db);
  await db.schema.alterTable('oauth_clients').dropColumn('device_grant').execute();
}

/** SQLite cannot change a check constraint, so the column is replaced by one that allows the new method. */
async function allowKeys(db: Schema): Promise<void> {
  const clients = () => db.schema.alterTable('oauth_clients');
  await clients().renameColumn('auth_method', 'old_auth_method').execute();
  await clients()
    .addColumn('auth_method', 'text', (c) =>
      c
        .notNull()
        .defaultTo('client_secret_post')
        .check(sql`auth_method in ('none','client_secret_post','client_secret_basic','private_key_jwt')`),
    )
    .execute();
  await sql`update oauth_clients set auth_method = old_auth_method`.execute(db);
  await clients().dropColumn('old_auth_method').execute();
  await clients()
    .addColumn('also_public', 'integer', (c) => c.notNull().defaultTo(0).check(sql`also_public in (0, 1)`))
    .execute();
  await clients().addColumn('keys', 'text').execute();
}

/** Accepted assertions until they expire, because each may be used once (RFC 7523 3). */
async function createAssertions(db: Schema, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('oauth_assertions')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('hash', types.bytes, (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('oauth_assertions_pk', ['organization_id', 'hash'])
    .execute();
  await db.schema
    .createIndex('oauth_assertions_by_expiry')
    .on('oauth_assertions')
    .column('expires_at')
    .execute();
}

async function createResourceServers(db: Schema, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('resource_servers')
    .addColumn('organization_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('secret_hash', types.bytes, (c) => c.notNull())
    .addColumn('hint', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('made_by', 'text')
    .addPrimaryKeyConstraint('resource_servers_pk', ['organization_id', 'id'])
    .addForeignKeyConstraint('resource_servers_maker', ['organization_id', 'created_by'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema
    .createIndex('resource_servers_by_secret')
    .on('resource_servers')
    .column('secret_hash')
    .execute();
}
