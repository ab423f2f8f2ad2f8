import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findMemberForSignIn } from '../../src/sign-in/queries.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { emailKeys } from '../../src/storage/email-key.ts';
import { lastUseOf } from '../../src/storage/last-uses.ts';
import { migrationSteps } from '../../src/storage/migrations/list.ts';
import { createTestDatabase, type TestDatabase } from '../support/databases/database.ts';

describe('migrations of accounts and credentials', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
  });
  afterEach(() => database.drop());
  const open = () => openDatabase(database.url, () => {});

  it('record a second factor for the sessions that began after it was set up', async () => {
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

  it('keep the last use of each token', async () => {
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

  it('fold the case of emails as Unicode does, and keep every account', async () => {
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
      // Another member has the new key, so this one keeps the old key and can still sign in.
      { id: 'usr_decomposed', email: 'Jose\u0301@acme.test', key: 'jose\u0301@acme.test' },
      { id: 'usr_first', email: '\u03c3\u03c2@acme.test', key: '\u03c3\u03c3@acme.test' },
      { id: 'usr_former', email: 'STRASSE@acme.test', key: 'strasse@acme.test' },
      { id: 'usr_other', email: 'Jos\u00e9@acme.test', key: 'jos\u00e9@acme.test' },
      { id: 'usr_second', email: '\u03c2\u03c3@acme.test', key: '\u03c2\u03c3@acme.test' },
      { id: 'usr_sharp', email: 'stra\u00dfe@acme.test', key: 'strasse@acme.test' },
      { id: 'usr_younger', email: 'jos\u00e9@acme.test', key: 'jos\u00e9@acme.test' },
    ]);
    const find = async (email: string) => (await findMemberForSignIn(db, 'org_1', emailKeys(email)))?.id;
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
