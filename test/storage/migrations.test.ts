import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSignIn } from '../../src/sessions/queries.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { emailKeys } from '../../src/storage/email-key.ts';
import { lastUseOf } from '../../src/storage/last-uses.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { migrationSteps } from '../../src/storage/migrations/list.ts';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/database.ts';

describe('migrations', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
  });
  afterEach(() => database.drop());
  const open = () => openDatabase(database.url, () => {});

  it('run once, in order; a second run applies nothing', async () => {
    const opened = open();
    expect(await migrate(opened)).toEqual(Object.keys(migrationSteps));
    expect(await migrate(opened)).toEqual([]);
    expect(Object.keys(migrationSteps)).toEqual(Object.keys(migrationSteps).toSorted());
    await opened.db.destroy();
  });

  // On SQLite it takes processes: test/flows/first-start.test.ts.
  it.runIf(databaseKind === 'postgres')(
    'of several at once, one does all and the rest find it done',
    async () => {
      const openings = [open(), open(), open(), open()];
      const ran = await Promise.all(openings.map((opened) => migrate(opened)));
      expect(ran.flat().sort()).toEqual(Object.keys(migrationSteps));
      expect(ran.filter((steps) => steps.length > 0)).toHaveLength(1);
      await Promise.all(openings.map(({ db }) => db.destroy()));
    },
  );

  it.runIf(databaseKind === 'postgres')(
    'are locked by their transaction: a lock of the session would stay with any session of a pooler',
    async () => {
      const { db } = open();
      const held = sql<{ count: number }>`
        select count(*)::int as count from pg_locks
        where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
      const during = await db.transaction().execute(async (trx) => {
        await trx.getExecutor().adapter.acquireMigrationLock(trx, { lockTable: '', lockRowId: '' });
        return held.execute(trx);
      });
      expect([during.rows, (await held.execute(db)).rows]).toEqual([[{ count: 1 }], [{ count: 0 }]]);
      await db.destroy();
    },
  );

  it('know which sessions have shown a second factor: those that began after it was set up', async () => {
    const { db, types } = open();
    const steps = Object.entries(migrationSteps);
    for (const [name, step] of steps) if (name < '0014') await step(db, types);
    await sql`
      insert into organizations (id, slug, name, plan, pats_enabled, expiry_required, registration, two_factor_required, created_at)
      values ('org_1', 'acme', 'Acme', 'pro', 1, 0, 'open', 0, 1)`.execute(db);
    for (const user of ['usr_with', 'usr_pending', 'usr_without'])
      await sql`
        insert into users (organization_id, id, email, email_key, name, role, state, created_at)
        values ('org_1', ${user}, ${user}, ${user}, 'Ada', 'ADMIN', 'active', 1)`.execute(db);
    for (const [user, confirmedAt] of [
      ['usr_with', 50],
      ['usr_pending', null],
    ] as const)
      await sql`
        insert into second_factors (organization_id, user_id, sealed_secret, created_at, confirmed_at, last_step)
        values ('org_1', ${user}, ${Buffer.from('x')}, 40, ${confirmedAt}, 0)`.execute(db);
    for (const [id, user, at] of [
      ['ses_after', 'usr_with', 60],
      ['ses_before', 'usr_with', 45],
      ['ses_pending', 'usr_pending', 60],
      ['ses_without', 'usr_without', 60],
    ] as const)
      await sql`
        insert into sessions (organization_id, id, user_id, hash, created_at, last_used_at, expires_at)
        values ('org_1', ${id}, ${user}, ${Buffer.from(id)}, ${at}, ${at}, 1000)`.execute(db);
    for (const [name, step] of steps) if (name >= '0014') await step(db, types);
    const sessions = await db
      .selectFrom('sessions')
      .select(['id', 'opened_by as openedBy', 'second_factor as factor', 'second_factor_at as at'])
      .orderBy('id')
      .execute();
    expect(sessions).toEqual([
      { id: 'ses_after', openedBy: 'password', factor: 'totp', at: 60 },
      { id: 'ses_before', openedBy: 'password', factor: null, at: null },
      { id: 'ses_pending', openedBy: 'password', factor: null, at: null },
      { id: 'ses_without', openedBy: 'password', factor: null, at: null },
    ]);
    await db.destroy();
  });

  it('keep when each token was last used', async () => {
    const { db, types } = open();
    const steps = Object.entries(migrationSteps);
    for (const [name, step] of steps) if (name < '0012') await step(db, types);
    await sql`
      insert into organizations (id, slug, name, plan, pats_enabled, expiry_required, registration, two_factor_required, created_at)
      values ('org_1', 'acme', 'Acme', 'pro', 1, 0, 'open', 0, 1)`.execute(db);
    await sql`
      insert into users (organization_id, id, email, email_key, name, role, state, created_at)
      values ('org_1', 'usr_1', 'a@acme.test', 'a@acme.test', 'Ada', 'ADMIN', 'active', 1)`.execute(db);
    for (const [id, at] of [
      ['tok_used', 1_700_000_000_000],
      ['tok_unused', null],
    ] as const) {
      await sql`
        insert into access_tokens (organization_id, id, user_id, name, hash, hint, created_at, last_used_at)
        values ('org_1', ${id}, 'usr_1', 'CI', ${Buffer.from(id)}, 'abcd', 1, ${at})`.execute(db);
    }
    for (const [name, step] of steps) if (name >= '0012') await step(db, types);
    const tokens = await db
      .selectFrom('access_tokens')
      .select(['id', lastUseOf('access_tokens').as('at')])
      .orderBy('id')
      .execute();
    expect(tokens).toEqual([
      { id: 'tok_unused', at: null },
      { id: 'tok_used', at: 1_700_000_000_000 },
    ]);
    await db.destroy();
  });

  it('keep what each OAuth client could do, and how it shows who it is', async () => {
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
      .selectFrom('oauth_clients')
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

  it('make a grant of every sign-in that there was, and end those of members who were removed', async () => {
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
      // Two sign-ins of one grant; of the first, one access token was revoked.
      ['oauth_access_tokens', 'grt_1', 'fam_laptop', 10, 20, 12],
      ['oauth_refresh_tokens', 'grt_1', 'fam_laptop', 10, 900, null],
      ['oauth_refresh_tokens', 'grt_1', 'fam_desktop', 30, 800, null],
      // One that was revoked, one of a member who was removed, and one that had ended.
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
    const grants = await db
      .selectFrom('oauth_grants as g')
      .select([
        'id',
        'user_id',
        'created_at',
        'consented_at',
        'expires_at',
        'ended_at',
        lastUseOf('g').as('used'),
      ])
      .orderBy('id')
      .execute();
    const shown = grants.map((g) => [g.id, g.created_at, g.consented_at, g.expires_at, g.ended_at, g.used]);
    expect(shown).toEqual([
      ['grt_desktop', 30, 30, 800, null, 50],
      ['grt_ended', 10, 10, 900, 7, null],
      ['grt_laptop', 10, 10, 900, null, 50],
      ['grt_removed', 10, 10, 900, 900, null],
      ['grt_revoked', 10, 10, 900, 15, 50],
    ]);
    const tokens = await db
      .selectFrom('oauth_refresh_tokens')
      .select('grant_id')
      .orderBy('grant_id')
      .execute();
    expect(tokens.map(({ grant_id }) => grant_id)).toEqual([
      'grt_desktop',
      'grt_ended',
      'grt_laptop',
      'grt_removed',
      'grt_revoked',
    ]);
    const uses = await db.selectFrom('last_uses').select('credential_id').orderBy('credential_id').execute();
    expect(uses.map(({ credential_id }) => credential_id)).toEqual([
      'grt_desktop',
      'grt_laptop',
      'grt_revoked',
    ]);
    await db.destroy();
  });

  it('give emails the key that folds case as Unicode does, and let nobody lose an account by it', async () => {
    const { db, types } = open();
    const steps = Object.entries(migrationSteps);
    for (const [name, step] of steps) if (name < '0015') await step(db, types);
    await sql`
      insert into organizations (id, slug, name, plan, pats_enabled, expiry_required, registration, two_factor_required, created_at)
      values ('org_1', 'acme', 'Acme', 'pro', 1, 0, 'open', 0, 1), ('org_2', 'globex', 'Globex', 'pro', 1, 0, 'open', 0, 1)`.execute(
      db,
    );
    const member = (org: string, id: string, email: string, at: number, state = 'active') =>
      sql`
      insert into users (organization_id, id, email, email_key, name, role, state, created_at)
      values (${org}, ${id}, ${email}, ${email.toLowerCase()}, 'N', 'ADMIN', ${state}, ${at})`.execute(db);
    await member('org_1', 'usr_ascii', 'Ada@Acme.test', 1);
    await member('org_1', 'usr_decomposed', 'Jose\u0301@acme.test', 2);
    await member('org_1', 'usr_younger', 'jos\u00e9@acme.test', 3);
    await member('org_1', 'usr_sharp', 'stra\u00dfe@acme.test', 4);
    await member('org_1', 'usr_former', 'STRASSE@acme.test', 5, 'removed');
    await member('org_2', 'usr_other', 'Jose\u0301@acme.test', 6);
    await member('org_2', 'usr_first', '\u03c3\u03c2@acme.test', 7);
    await member('org_2', 'usr_second', '\u03c2\u03c3@acme.test', 8);
    const invitation = (id: string, email: string, at: number) =>
      sql`
      insert into invitations (organization_id, id, email, email_key, role, hash, invited_by, created_at, expires_at)
      values ('org_1', ${id}, ${email}, ${email.toLowerCase()}, 'CUSTOMER', ${Buffer.from(id)}, 'usr_ascii', ${at}, 99)`.execute(
        db,
      );
    await invitation('inv_old', 'rene\u0301@acme.test', 1);
    await invitation('inv_new', 'ren\u00e9@acme.test', 2);
    await invitation('inv_newer', 'zoe\u0308@acme.test', 4);
    await invitation('inv_older', 'zo\u00eb@acme.test', 3);
    for (const [name, step] of steps) if (name >= '0015') await step(db, types);

    const users = await db
      .selectFrom('users')
      .select(['id', 'email', 'email_key as key'])
      .orderBy('id')
      .execute();
    expect(users).toEqual([
      { id: 'usr_ascii', email: 'Ada@Acme.test', key: 'ada@acme.test' },
      // Another member has the key: they stay as they were, and sign in as before.
      { id: 'usr_decomposed', email: 'Jose\u0301@acme.test', key: 'jose\u0301@acme.test' },
      { id: 'usr_first', email: '\u03c3\u03c2@acme.test', key: '\u03c3\u03c3@acme.test' },
      { id: 'usr_former', email: 'STRASSE@acme.test', key: 'strasse@acme.test' },
      { id: 'usr_other', email: 'Jos\u00e9@acme.test', key: 'jos\u00e9@acme.test' },
      { id: 'usr_second', email: '\u03c2\u03c3@acme.test', key: '\u03c2\u03c3@acme.test' },
      { id: 'usr_sharp', email: 'stra\u00dfe@acme.test', key: 'strasse@acme.test' },
      { id: 'usr_younger', email: 'jos\u00e9@acme.test', key: 'jos\u00e9@acme.test' },
    ]);
    const find = async (email: string) => (await findSignIn(db, 'org_1', emailKeys(email)))?.id;
    expect(await find('Jose\u0301@acme.test')).toBe('usr_decomposed');
    expect(await find('JOS\u00c9@acme.test')).toBe('usr_younger');
    expect(await find('STRASSE@acme.test')).toBe('usr_sharp');
    const invitations = await db.selectFrom('invitations').select(['id', 'email']).orderBy('id').execute();
    expect(invitations).toEqual([
      { id: 'inv_new', email: 'ren\u00e9@acme.test' },
      { id: 'inv_newer', email: 'zo\u00eb@acme.test' },
    ]);
    await db.destroy();
  });
});
