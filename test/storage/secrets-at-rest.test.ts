import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { offerSetup } from '../../src/setup/link.ts';
import { query } from '../support/databases/sql.ts';
import { invite } from '../support/invitations.ts';
import { everySecretOfOAuth } from '../support/oauth/oauth-secrets.ts';
import { createScimToken } from '../support/scim.ts';
import { type Acme, createAcme, createWorld, password, type World } from '../support/world.ts';

/** Returns all stored data: the files of SQLite, or every row of every table on PostgreSQL. */
async function readAllData(url: string): Promise<Buffer> {
  if (url.startsWith('sqlite:')) {
    const folder = dirname(url.slice('sqlite:'.length));
    return Buffer.concat(readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`)));
  }
  const tables = await query<{ name: string }>(
    url,
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
  );
  const rows = [];
  for (const { name } of tables) rows.push(await query(url, `select t::text as line from ${name} t`));
  return Buffer.from(JSON.stringify(rows));
}

describe('the database at rest', () => {
  let acme: Acme;
  let empty: World;
  beforeAll(async () => {
    // Nothing is sent, so that the links of messages wait in the outbox.
    const from = { name: '', address: 'no-reply@spedy.test' };
    acme = await createAcme({ mail: { host: '127.0.0.1', port: 9, secure: false, login: null, from } });
    empty = await createWorld();
  });
  afterAll(async () => {
    await acme.close();
    await empty.close();
  });

  it('contains no secret in any form', async () => {
    const cookie = await acme.signIn(acme.admin);
    const key = 'one-key-for-one-request';
    const created = await acme.send('POST', '/api/v1/me/tokens', {
      token: acme.adminToken,
      body: { name: 'a name to find' },
      headers: { 'idempotency-key': key },
    });
    const rotated = await acme.send('POST', `/api/v1/me/tokens/${created.body.id}/rotate`, { cookie });
    const { secret: invitation } = await invite(acme, 'ina@acme.test');
    const resetting = await acme.send('POST', `/api/v1/users/${acme.customer.id}/password-reset`, {
      cookie,
      body: { delivery: 'link' },
    });
    const reset = String(resetting.body.link).split('#')[1] ?? '';
    expect(reset).toMatch(/^spedy_rst_/);
    const { token: scimToken } = await createScimToken(acme);
    const newPassword = 'a password never written down';
    const body = { currentPassword: password, newPassword };
    expect((await acme.send('PUT', '/api/v1/me/password', { cookie, body })).status).toBe(204);
    await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [acme.customerToken] } });
    await acme.app.lastUse.flush(true);

    const stored = await readAllData(acme.databaseUrl);
    expect(stored.includes('a name to find')).toBe(true);
    expect(stored.includes('ina@acme.test')).toBe(true);
    const tokens = [
      acme.adminToken,
      acme.teamMemberToken,
      acme.customerToken,
      created.body.token,
      rotated.body.token,
      invitation,
      reset,
      scimToken,
    ];
    for (const secret of [...tokens, cookie.split('=')[1] ?? '', password, newPassword, key])
      expectAbsent(stored, secret);
  });

  it('contains no OAuth secret in any form, and neither does the log', async () => {
    const { secrets, userCodes } = await everySecretOfOAuth(acme, acme.teamMember, 'Client to find');
    await acme.app.lastUse.flush(true);
    const stored = await readAllData(acme.databaseUrl);
    expect(stored.includes('Client to find')).toBe(true);
    const logged = Buffer.from(acme.log.join('\n'));
    expect(logged.includes('/api/v1/oauth/token')).toBe(true);
    expect(secrets.length).toBeGreaterThan(20);
    for (const secret of secrets) {
      expectAbsent(stored, secret);
      expectAbsent(logged, secret);
    }
    for (const code of userCodes) {
      // As displayed, and as people may type it.
      for (const typed of [code, code.replace('-', ''), code.toLowerCase()]) {
        expectAbsent(stored, typed, 8);
        expectAbsent(logged, typed, 8);
      }
    }
  });

  it('contains no setup link, used or unused', async () => {
    const link = await offerSetup(empty.db, new URL('http://localhost:3000'), empty.clock.now());
    const secret = new URL(link ?? '').searchParams.get('token') ?? '';
    expect(secret).toMatch(/^spedy_set_/);
    expectAbsent(await readAllData(empty.databaseUrl), secret);
    const organization = { slug: 'first-corp', name: 'First', plan: 'pro' };
    const admin = { email: 'ada@first.test', name: 'Ada', password: 'the very first password' };
    const answer = await empty.send('POST', '/api/v1/setup', {
      at: null,
      body: { token: secret, organization, admin },
    });
    expect(answer.status).toBe(201);
    const stored = await readAllData(empty.databaseUrl);
    expect(stored.includes('first-corp')).toBe(true);
    for (const value of [secret, admin.password]) expectAbsent(stored, value);
  });
});

/** Expects that the data contains a secret neither as its core (without prefix and hint) nor in hex or base64. */
function expectAbsent(stored: Buffer, secret: string, atLeast = 11): void {
  expect(secret.length).toBeGreaterThanOrEqual(atLeast);
  const core = secret.startsWith('spedy_') ? secret.slice('spedy_pat_'.length, -4) : secret;
  for (const form of [core, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64')])
    expect(stored.includes(form)).toBe(false);
}
