import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

const values = ['oauth_codes', 'oauth_access_tokens', 'oauth_refresh_tokens'] as const;

/**
 * One connection per sign-in, instead of one per member and client with families of tokens below it; and the
 * clients that administrators verified. Every family becomes its own connection, under the family's id, so
 * that existing tokens keep working. A connection without tokens is deleted; its member is asked again.
 */
export const signIns: MigrationStep = async (db, types) => {
  await db.schema.dropIndex('oauth_grants_active').execute();
  for (const column of ['consented_at', 'expires_at'] as const)
    await db.schema
      .alterTable('oauth_grants')
      .addColumn(column, 'bigint', (c) => c.notNull().defaultTo(0))
      .execute();
  await db.schema.alterTable('oauth_grants').addColumn('address', 'text').execute();
  await db.schema
    .createIndex('oauth_codes_by_grant')
    .on('oauth_codes')
    .columns(['organization_id', 'grant_id'])
    .execute();
  await splitGrants(db);
  for (const table of values) await db.schema.alterTable(table).dropColumn('family_id').execute();
  await db.schema.alterTable('oauth_refresh_tokens').dropColumn('revoked_at').execute();
  await db.schema
    .createIndex('oauth_grants_of_member')
    .on('oauth_grants')
    .columns(['organization_id', 'user_id', 'client_id'])
    .execute();
  await db.schema.createIndex('oauth_grants_by_expiry').on('oauth_grants').column('expires_at').execute();
  await db.schema
    .createTable('oauth_verified_clients')
    .addColumn('organization_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('client_id_hash', types.bytes, (c) => c.notNull())
    .addColumn('verified_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('oauth_verified_clients_pk', ['organization_id', 'client_id_hash'])
    .execute();
};

/** A family is revoked if none of its values works. The families of a removed member are ended. */
async function splitGrants(db: Parameters<MigrationStep>[0]): Promise<void> {
  await sql`
    insert into oauth_grants (organization_id, id, user_id, client_id, scopes, audience, redirect_uris, created_at,
      ended_at, consented_at, expires_at)
    select g.organization_id, 'grt_' || substr(f.family_id, 5), g.user_id, g.client_id, g.scopes, g.audience,
      g.redirect_uris, f.created_at,
      coalesce(g.ended_at, f.revoked_at, case when u.state = 'removed' then f.expires_at end),
      f.created_at, f.expires_at
    from (
      select v.organization_id, v.grant_id, v.family_id, min(v.created_at) as created_at,
        max(v.expires_at) as expires_at,
        case when count(v.revoked_at) = count(*) then max(v.revoked_at) end as revoked_at
      from (
        select organization_id, grant_id, family_id, created_at, expires_at, spent_at as revoked_at from oauth_codes
        union all
        select organization_id, grant_id, family_id, created_at, expires_at, revoked_at from oauth_access_tokens
        union all
        select organization_id, grant_id, family_id, created_at, expires_at, revoked_at from oauth_refresh_tokens
      ) as v
      group by v.organization_id, v.grant_id, v.family_id
    ) as f
    inner join oauth_grants as g on g.organization_id = f.organization_id and g.id = f.grant_id
    inner join users as u on u.organization_id = g.organization_id and u.id = g.user_id`.execute(db);
  await sql`
    insert into last_uses (organization_id, credential_id, at)
    select distinct v.organization_id, 'grt_' || substr(v.family_id, 5), used.at
    from oauth_refresh_tokens as v
    inner join last_uses as used on used.organization_id = v.organization_id and used.credential_id = v.grant_id`.execute(
    db,
  );
  for (const table of values)
    await sql`update ${sql.table(table)} set grant_id = 'grt_' || substr(family_id, 5)`.execute(db);
  await sql`
    delete from last_uses where exists (
      select 1 from oauth_grants as g
      where g.organization_id = last_uses.organization_id and g.id = last_uses.credential_id and g.consented_at = 0
    )`.execute(db);
  await sql`delete from oauth_grants where consented_at = 0`.execute(db);
}
