import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { lastUseOf } from '../../src/storage/last-uses.ts';
import { migrationSteps } from '../../src/storage/migrations/list.ts';
import { createTestDatabase, type TestDatabase } from '../support/databases/database.ts';

describe('migrations of OAuth clients and connections', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
  });
  afterEach(() => database.drop());
  const open = () => openDatabase(database.url, () => {});

  it('keep the grant types and the authentication method of each OAuth client', async () => {
    const { db, types } = open();
    const steps = Object.entries(migrationSteps);
    for (const [name, step] of steps) if (name < '0017') await step(db, types);
    await sql`
      insert into organizations (id, slug, name, plan, pats_enabled, expiry_required, registration, two_factor_required, created_at)
      values ('org_1', 'acme', 'Acme', 'pro', 1, 0, 'open', 0, 1)`.execute(db);
    for (const [id, method, deviceGrant] of [
      ['app_device', 'none', 1],
      ['app_secret', 'client_secret_basic', 0],
    ] as const) {
      await sql`
        insert into oauth_clients (organization_id, id, client_id, client_id_hash, kind, name, redirect_uris, auth_method, device_grant, created_at)
        values ('org_1', ${id}, ${id}, ${Buffer.from(id)}, 'registered', 'Reporting', '[]', ${method}, ${deviceGrant}, 1)`.execute(
        db,
      );
    }
    for (const [name, step] of steps) if (name >= '0017') await step(db, types);
    const clients = await db
      .selectFrom('oauth_applications')
      .select(['id', 'auth_method', 'grant_types'])
      .orderBy('id')
      .execute();
    const both = 'authorization_code refresh_token';
    expect(clients).toEqual([
      {
        id: 'app_device',
        auth_method: 'none',
        grant_types: `${both} urn:ietf:params:oauth:grant-type:device_code`,
      },
      { id: 'app_secret', auth_method: 'client_secret_basic', grant_types: both },
    ]);
    await db.destroy();
  });

  it('create a connection for every sign-in, and end the connections of removed members', async () => {
    const { db, types } = open();
    const steps = Object.entries(migrationSteps);
    for (const [name, step] of steps) if (name < '0016') await step(db, types);
    await sql`
      insert into organizations (id, slug, name, plan, pats_enabled, expiry_required, registration, two_factor_required, created_at)
      values ('org_1', 'acme', 'Acme', 'pro', 1, 0, 'open', 0, 1)`.execute(db);
    for (const [id, state] of [
      ['usr_1', 'active'],
      ['usr_2', 'removed'],
    ])
      await sql`
        insert into users (organization_id, id, email, email_key, name, role, state, created_at)
        values ('org_1', ${id}, ${id}, ${id}, 'Ada', 'ADMIN', ${state}, 1)`.execute(db);
    await sql`
      insert into oauth_clients (organization_id, id, client_id, client_id_hash, kind, name, redirect_uris, auth_method, device_grant, created_at)
      values ('org_1', 'app_1', 'cli_1', ${Buffer.from('cli_1')}, 'registered', 'Helper', '[]', 'none', 0, 1)`.execute(
      db,
    );
    for (const [id, user, ended] of [
      ['grt_1', 'usr_1', null],
      ['grt_2', 'usr_2', null],
      ['grt_3', 'usr_1', 7],
      ['grt_4', 'usr_2', 7],
    ])
      await sql`
        insert into oauth_grants (organization_id, id, user_id, client_id, scopes, audience, redirect_uris, created_at, ended_at)
        values ('org_1', ${id}, ${user}, 'app_1', 'tickets:read', 'api', '[]', 1, cast(${ended} as bigint))`.execute(
        db,
      );
    await sql`insert into last_uses (organization_id, credential_id, at) values ('org_1', 'grt_1', 50)`.execute(
      db,
    );
    const values: [string, string, string, number, number, number | null][] = [
      // Two sign-ins of one grant. One access token of the first is revoked.
      ['oauth_access_tokens', 'grt_1', 'fam_laptop', 10, 20, 12],
      ['oauth_refresh_tokens', 'grt_1', 'fam_laptop', 10, 900, null],
      ['oauth_refresh_tokens', 'grt_1', 'fam_desktop', 30, 800, null],
      // A revoked sign-in, one of a removed member, and an ended one.
      ['oauth_access_tokens', 'grt_1', 'fam_revoked', 10, 20, 15],
      ['oauth_refresh_tokens', 'grt_1', 'fam_revoked', 10, 900, 15],
      ['oauth_refresh_tokens', 'grt_2', 'fam_removed', 10, 900, null],
      ['oauth_refresh_tokens', 'grt_3', 'fam_ended', 10, 900, null],
    ];
    for (const [table, grant, family, created, expires, revoked] of values)
      await sql`
        insert into ${sql.table(table)} (hash, organization_id, grant_id, family_id, scopes, audience, created_at, expires_at, revoked_at)
        values (${Buffer.from(`${table}${family}`)}, 'org_1', ${grant}, ${family}, 'tickets:read', 'api', ${created},
          ${expires}, cast(${revoked} as bigint))`.execute(db);
    for (const [name, step] of steps) if (name >= '0016') await step(db, types);
    const connections = await db
      .selectFrom('oauth_connections as c')
      .select([
        'id',
        'user_id',
        'created_at',
        'consented_at',
        'expires_at',
        'ended_at',
        lastUseOf('c').as('used'),
      ])
      .orderBy('id')
      .execute();
    const shown = connections.map((c) => [
      c.id,
      c.created_at,
      c.consented_at,
      c.expires_at,
      c.ended_at,
      c.used,
    ]);
    expect(shown).toEqual([
      ['grt_desktop', 30, 30, 800, null, 50],
      ['grt_ended', 10, 10, 900, 7, null],
      ['grt_laptop', 10, 10, 900, null, 50],
      ['grt_removed', 10, 10, 900, 900, null],
      ['grt_revoked', 10, 10, 900, 15, 50],
    ]);
    const tokens = await db
      .selectFrom('oauth_refresh_tokens')
      .select('connection_id')
      .orderBy('connection_id')
      .execute();
    expect(tokens.map(({ connection_id }) => connection_id)).toEqual([
      'grt_desktop',
      'grt_ended',
      'grt_laptop',
      'grt_removed',
      'grt_revoked',
    ]);
    const uses = await db.selectFrom('last_uses').select('credential_id').orderBy('credential_id').execute();
    expect(uses.map(({ credential_id }) => credential_id)).toEqual([
      'app_1',
      'grt_desktop',
      'grt_laptop',
      'grt_revoked',
    ]);
    await db.destroy();
  });
});
