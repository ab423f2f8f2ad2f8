import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
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
});
