import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { minute, second } from '../../support/clock.ts';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const path = '/api/v1/me/two-factor';
const codeOf = (secret: string) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: acme.clock.now() });
const signIn = (member: Member, code?: string) =>
  acme.send('POST', '/api/v1/auth/login', {
    body: { email: member.email, password, ...(code === undefined ? {} : { code }) },
  });

let created = 0;
async function newMember(): Promise<{ member: Member; cookie: string }> {
  created += 1;
  const member = await acme.createMember('acme-corp', `factor${created}@acme.test`, 'TEAM_MEMBER');
  return { member, cookie: await acme.signIn(member) };
}
/** Creates a member with a second factor, whose code for the current time step is used. */
async function enrolled() {
  const { member, cookie } = await newMember();
  const begun = await acme.send('POST', path, { cookie, body: { currentPassword: password } });
  expect(begun.status, begun.text).toBe(201);
  const secret: string = begun.body.secret;
  const confirmed = await acme.send('POST', `${path}/confirm`, { cookie, body: { code: codeOf(secret) } });
  expect(confirmed.status, confirmed.text).toBe(200);
  const backupCodes: string[] = confirmed.body.backupCodes;
  return { member, cookie, secret, backupCodes };
}
const nextStep = () => acme.clock.advance(30 * second);

describe('setting up a second factor', () => {
  it('takes effect with the first correct code, which returns ten backup codes', async () => {
    const { member, cookie } = await newMember();
    const begun = await acme.send('POST', path, { cookie, body: { currentPassword: password } });
    expect(begun.body.uri).toMatch(/^otpauth:\/\/totp\/.*secret=/);
    expect((await signIn(member)).status).toBe(200);
    expect((await acme.send('GET', path, { cookie })).body).toEqual({
      enabled: false,
      required: false,
      verified: false,
      showedPasskey: false,
      policy: 'off',
      satisfied: true,
      passkeys: 0,
      backupCodesLeft: 0,
    });
    expectError(
      await acme.send('POST', `${path}/confirm`, { cookie, body: { code: '000000' } }),
      401,
      'two_factor_invalid',
    );
    const confirmed = await acme.send('POST', `${path}/confirm`, {
      cookie,
      body: { code: codeOf(begun.body.secret) },
    });
    expect(new Set(confirmed.body.backupCodes).size).toBe(10);
    expect((await acme.send('GET', path, { cookie })).body).toEqual({
      enabled: true,
      required: false,
      verified: true,
      showedPasskey: false,
      policy: 'off',
      satisfied: true,
      passkeys: 0,
      backupCodesLeft: 10,
    });
    expectError(await signIn(member), 401, 'two_factor_required');
  });

  it('requires the password, a session and no existing second factor', async () => {
    const { cookie } = await enrolled();
    const begin = (body: unknown, call: object) => acme.send('POST', path, { ...call, body });
    expectError(await begin({ currentPassword: 'wrong' }, { cookie }), 401, 'invalid_credentials');
    expectError(await begin({ currentPassword: password }, { cookie }), 409, 'already_exists');
    expectError(
      await begin({ currentPassword: password }, { token: acme.adminToken }),
      403,
      'session_required',
    );
    expectError(
      await acme.send('POST', `${path}/confirm`, { cookie, body: { code: '123456' } }),
      404,
      'not_found',
    );
  });

  it('accepts only the later secret when started twice', async () => {
    const { cookie } = await newMember();
    const body = { currentPassword: password };
    const first = (await acme.send('POST', path, { cookie, body })).body.secret;
    const later = (await acme.send('POST', path, { cookie, body })).body.secret;
    const confirm = (secret: string) =>
      acme.send('POST', `${path}/confirm`, { cookie, body: { code: codeOf(secret) } });
    expectError(await confirm(first), 401, 'two_factor_invalid');
    expect((await confirm(later)).status).toBe(200);
  });
});

describe('signing in with a second factor', () => {
  it('requires the password and a code, and accepts each code once', async () => {
    const { member, secret } = await enrolled();
    expectError(await signIn(member), 401, 'two_factor_required');
    expectError(await signIn(member, codeOf(secret)), 401, 'two_factor_invalid');
    nextStep();
    const code = codeOf(secret);
    expect((await signIn(member, `${code.slice(0, 3)} ${code.slice(3)}`)).status).toBe(200);
    expectError(await signIn(member, code), 401, 'two_factor_invalid');
  });

  it('accepts a code in one of four concurrent sign-ins', async () => {
    const { member, secret } = await enrolled();
    nextStep();
    const answers = await Promise.all(Array.from({ length: 4 }, () => signIn(member, codeOf(secret))));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401, 401, 401]);
  });

  it('accepts each backup code once, in any case and with any separator', async () => {
    const { member, backupCodes, cookie } = await enrolled();
    const code = (backupCodes[0] ?? '').toUpperCase().replace('-', ' ');
    expect((await signIn(member, code)).status).toBe(200);
    expectError(await signIn(member, code), 401, 'two_factor_invalid');
    expect((await acme.send('GET', path, { cookie })).body.backupCodesLeft).toBe(9);
  });

  it("rejects another member's codes", async () => {
    const [mine, theirs] = [await enrolled(), await enrolled()];
    nextStep();
    expectError(await signIn(mine.member, codeOf(theirs.secret)), 401, 'two_factor_invalid');
    expectError(await signIn(mine.member, theirs.backupCodes[0]), 401, 'two_factor_invalid');
  });

  it('does not mention the second factor for a wrong password', async () => {
    const { member } = await enrolled();
    const body = { email: member.email, password: 'wrong', code: '123456' };
    expectError(await acme.send('POST', '/api/v1/auth/login', { body }), 401, 'invalid_credentials');
  });

  it('throttles wrong codes like wrong passwords', async () => {
    const { member } = await enrolled();
    for (let count = 0; count < 5; count += 1)
      expectError(await signIn(member, '000000'), 401, 'two_factor_invalid');
    expectError(await signIn(member, '000000'), 429, 'rate_limited');
  });
});

describe('backup codes', () => {
  it('can be replaced with a code', async () => {
    const { member, cookie, secret, backupCodes } = await enrolled();
    const renew = (code: string) => acme.send('POST', `${path}/backup-codes`, { cookie, body: { code } });
    expectError(await renew('000000'), 401, 'two_factor_invalid');
    nextStep();
    const renewed = await renew(codeOf(secret));
    expect(renewed.status).toBe(201);
    expectError(await signIn(member, backupCodes[1]), 401, 'two_factor_invalid');
    expect((await signIn(member, renewed.body.backupCodes[1])).status).toBe(200);
  });
});

describe('disabling the second factor', () => {
  it('requires the password and a code', async () => {
    const { member, cookie, secret } = await enrolled();
    nextStep();
    const disable = (body: unknown) => acme.send('POST', `${path}/disable`, { cookie, body });
    expectError(
      await disable({ currentPassword: 'wrong', code: codeOf(secret) }),
      401,
      'invalid_credentials',
    );
    expectError(await disable({ currentPassword: password, code: '000000' }), 401, 'two_factor_invalid');
    expect((await disable({ currentPassword: password, code: codeOf(secret) })).status).toBe(204);
    expect((await signIn(member)).status).toBe(200);
  });
});

describe('a policy that requires a second factor', () => {
  it('limits a member without one to setting it up, and prevents disabling it', async () => {
    const world = await createAcme();
    const cookie = await world.signIn(world.teamMember);
    const policy = (twoFactorRequired: boolean) =>
      world.send('PATCH', '/api/v1/organization', {
        token: world.adminToken,
        body: { policy: { twoFactorRequired } },
      });
    expect((await policy(true)).body.policy.twoFactorRequired).toBe(true);
    for (const route of ['/api/v1/me/tokens', '/api/v1/organization', '/api/v1/me/sessions']) {
      expectError(await world.send('GET', route, { cookie }), 403, 'two_factor_enrollment_required');
    }
    expect((await world.send('GET', '/api/v1/me', { cookie })).status).toBe(200);
    expect((await world.send('GET', '/api/v1/me', { token: world.teamMemberToken })).status).toBe(200);
    const { secret } = (await world.send('POST', path, { cookie, body: { currentPassword: password } })).body;
    const code = () =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.clock.now() });
    await world.send('POST', `${path}/confirm`, { cookie, body: { code: code() } });
    expect((await world.send('GET', '/api/v1/me/tokens', { cookie })).status).toBe(200);
    world.clock.advance(minute);
    const disable = { currentPassword: password, code: code() };
    expectError(await world.send('POST', `${path}/disable`, { cookie, body: disable }), 403, 'forbidden');
    await policy(false);
    expect((await world.send('POST', `${path}/disable`, { cookie, body: disable })).status).toBe(204);
    await world.close();
  });
});

describe('the database', () => {
  it('contains neither the secret nor backup codes in plain text', async () => {
    const { secret, backupCodes } = await enrolled();
    const rows = JSON.stringify([
      await acme.db.selectFrom('second_factors').selectAll().execute(),
      await acme.db.selectFrom('backup_codes').selectAll().execute(),
      await acme.db.selectFrom('audit_events').selectAll().execute(),
    ]);
    const plain = [...Secret.fromBase32(secret).bytes].join(',');
    expect(rows).not.toContain(secret);
    expect(rows.replaceAll(/"\d+":/g, '')).not.toContain(plain);
    for (const code of backupCodes) expect(rows).not.toContain(code.replace('-', ''));
  });
});
