import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { minute } from '../../support/clock.ts';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

const path = '/api/v1/me/two-factor';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

/** Returns a code of a new time step. */
function freshCode(secret: string): string {
  acme.clock.advance(minute);
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: acme.clock.now() });
}
const post = (to: string, cookie: string, body: unknown) => acme.send('POST', to, { cookie, body });

async function enroll(cookie: string) {
  const { secret } = (await post(path, cookie, { currentPassword: password })).body;
  const confirmed = await post(`${path}/confirm`, cookie, { code: freshCode(secret) });
  expect(confirmed.status, confirmed.text).toBe(200);
  return { secret: secret as string, backupCodes: confirmed.body.backupCodes as string[] };
}

let created = 0;
function newMember(): Promise<Member> {
  created += 1;
  return acme.createMember('acme-corp', `strength${created}@acme.test`, 'TEAM_MEMBER');
}
async function signIn(member: Member, code?: string, headers = {}) {
  const body = { email: member.email, password, ...(code === undefined ? {} : { code }) };
  const answer = await acme.send('POST', '/api/v1/auth/login', { body, headers });
  expect(answer.status, answer.text).toBe(200);
  return answer.headers['set-cookie']?.split(';')[0] ?? '';
}
const me = (cookie: string) => acme.send('GET', '/api/v1/me', { cookie });
const current = async (cookie: string) => {
  const { data } = (await acme.send('GET', '/api/v1/me/sessions', { cookie })).body;
  return data.find((session: { current: boolean }) => session.current);
};
const events = async (action: string) =>
  (await acme.send('GET', `/api/v1/organization/audit-events?action=${action}`, { token: acme.adminToken }))
    .body.data;

describe('enrolling', () => {
  it("marks the session that enrolled and ends the member's others", async () => {
    const member = await newMember();
    const [here, elsewhere, phone] = [await signIn(member), await signIn(member), await signIn(member)];
    const otherCookie = await signIn(acme.customer);
    await enroll(here);
    for (const cookie of [elsewhere, phone]) expectError(await me(cookie), 401, 'authentication_required');
    for (const cookie of [here, otherCookie]) expect((await me(cookie)).status).toBe(200);
    expect(await current(here)).toMatchObject({ openedBy: 'password', secondFactor: 'totp' });
    expect((await acme.send('GET', path, { cookie: here })).body).toMatchObject({ verified: true });
    const [event] = await events('member.second_factor_enabled');
    expect(event).toMatchObject({ target: { id: member.id }, details: { sessionsEnded: 2 } });
  });

  it("does not affect the member's tokens", async () => {
    const member = await newMember();
    const token = await acme.createToken(member);
    await enroll(await signIn(member));
    expect((await acme.send('GET', '/api/v1/me', { token })).status).toBe(200);
  });
});

describe('a session', () => {
  it('shows how it was opened in the list and in the audit log', async () => {
    const member = await newMember();
    const { secret, backupCodes } = await enroll(await signIn(member));
    const withApp = await signIn(member, freshCode(secret));
    const withBackupCode = await signIn(member, backupCodes[0]);
    const shownAt = acme.clock.in(0);
    expect(await current(withApp)).toMatchObject({ openedBy: 'password', secondFactor: 'totp' });
    expect(await current(withBackupCode)).toMatchObject({
      openedBy: 'password',
      secondFactor: 'backup_code',
      secondFactorAt: shownAt,
    });
    const started = await events('session.started');
    expect(started.slice(0, 3).map(({ details }: { details: unknown }) => details)).toEqual([
      { openedBy: 'password', secondFactor: 'backup_code' },
      { openedBy: 'password', secondFactor: 'totp' },
      { openedBy: 'password', secondFactor: null },
    ]);
  });

  it('counts as two-factor only after it verifies a code itself', async () => {
    const member = await newMember();
    const cookie = await signIn(member);
    const { secret } = await enroll(cookie);
    // As after a sign-in that started before the member enrolled and finished after.
    const { id } = await current(cookie);
    await acme.db
      .updateTable('sessions')
      .set({ second_factor: null, second_factor_at: null })
      .where('id', '=', id)
      .execute();
    acme.app.credentials.cache.clear();
    const token = await acme.createToken(member);
    await acme.setPolicy('acme-corp', { twoFactorRequired: true });

    expectError(
      await acme.send('GET', '/api/v1/me/tokens', { cookie }),
      403,
      'two_factor_verification_required',
    );
    expect((await acme.send('GET', '/api/v1/me/tokens', { token })).status).toBe(200);
    expect((await acme.send('GET', path, { cookie })).body).toMatchObject({ enabled: true, verified: false });
    const verify = (code: string) => post(`${path}/verify`, cookie, { code });
    expectError(await verify('000000'), 401, 'two_factor_invalid');
    expect((await verify(freshCode(secret))).status).toBe(204);
    expect((await acme.send('GET', '/api/v1/me/tokens', { cookie })).status).toBe(200);
    expect(await current(cookie)).toMatchObject({ secondFactor: 'totp' });
    expect((await events('session.verified'))[0]).toMatchObject({ target: { id } });
    await acme.setPolicy('acme-corp', { twoFactorRequired: false });
  });

  it('no longer counts as two-factor after the second factor is disabled', async () => {
    const member = await newMember();
    const cookie = await signIn(member);
    const { secret } = await enroll(cookie);
    const proof = { currentPassword: password, code: freshCode(secret) };
    expect((await post(`${path}/disable`, cookie, proof)).status).toBe(204);
    expect(await current(cookie)).toMatchObject({ secondFactor: null, secondFactorAt: null });
    await acme.setPolicy('acme-corp', { twoFactorRequired: true });
    expectError(
      await acme.send('GET', '/api/v1/me/tokens', { cookie }),
      403,
      'two_factor_enrollment_required',
    );
    await acme.setPolicy('acme-corp', { twoFactorRequired: false });
  });

  it("ends when the browser signs in again, even if it is another member's", async () => {
    const [member, other] = [await newMember(), await newMember()];
    const [old, kept] = [await signIn(other), await signIn(other)];
    const fresh = await signIn(member, undefined, { cookie: old });
    expectError(await me(old), 401, 'authentication_required');
    for (const cookie of [fresh, kept]) expect((await me(cookie)).status).toBe(200);
    const [event] = await events('session.ended');
    expect(event.details).toMatchObject({ reason: 'replaced', userId: other.id });
  });

  it('continues when a new sign-in in the same browser fails', async () => {
    const member = await newMember();
    const cookie = await signIn(member);
    const body = { email: member.email, password: 'not this one at all' };
    const refused = await acme.send('POST', '/api/v1/auth/login', { body, headers: { cookie } });
    expectError(refused, 401, 'invalid_credentials');
    expect((await me(cookie)).status).toBe(200);
  });
});

describe('new backup codes', () => {
  const renew = (cookie: string, body: unknown) => post(`${path}/backup-codes`, cookie, body);

  it('require a code, or the password in a two-factor session', async () => {
    const member = await newMember();
    const cookie = await signIn(member);
    const { secret } = await enroll(cookie);
    expectError(await renew(cookie, {}), 400, 'validation_failed');
    expectError(await renew(cookie, { currentPassword: 'wrong' }), 401, 'invalid_credentials');
    expectError(
      await renew(cookie, { currentPassword: password, code: '000000' }),
      401,
      'two_factor_invalid',
    );
    expect((await renew(cookie, { currentPassword: password })).status).toBe(201);
    expect((await renew(cookie, { code: freshCode(secret) })).status).toBe(201);
  });

  it('are not available without a second factor', async () => {
    const cookie = await signIn(await newMember());
    expectError(await renew(cookie, { currentPassword: password }), 404, 'not_found');
    expectError(await renew(cookie, { code: '000000' }), 404, 'not_found');
  });
});

describe('turning on twoFactorRequired', () => {
  const require = (call: object) =>
    acme.send('PATCH', '/api/v1/organization', { ...call, body: { policy: { twoFactorRequired: true } } });

  it('requires a two-factor session or a token', async () => {
    const admin = await acme.createMember('acme-corp', 'boss@acme.test', 'ADMIN');
    const cookie = await signIn(admin);
    const refused = expectError(await require({ cookie }), 403, 'two_factor_enrollment_required');
    expect(refused.message).toContain('would lock you out');
    expect((await acme.send('GET', '/api/v1/organization', { cookie })).body.policy.twoFactorRequired).toBe(
      false,
    );
    await enroll(cookie);
    expect((await require({ cookie })).body.policy.twoFactorRequired).toBe(true);
    expect((await acme.send('GET', '/api/v1/users', { cookie })).status).toBe(200);
    await acme.setPolicy('acme-corp', { twoFactorRequired: false });
    expect((await require({ token: acme.adminToken })).status).toBe(200);
    await acme.setPolicy('acme-corp', { twoFactorRequired: false });
  });
});

describe("an administrator's reset of a second factor", () => {
  const reset = (userId: string, call: object) =>
    acme.send('DELETE', `/api/v1/users/${userId}/second-factor`, call);

  it('removes it, ends the sessions, and allows sign-in with the password', async () => {
    const member = await newMember();
    const cookie = await signIn(member);
    const { backupCodes } = await enroll(cookie);
    const admin = await signIn(acme.admin);
    expect((await reset(member.id, { cookie: admin })).status).toBe(204);
    expectError(await me(cookie), 401, 'authentication_required');
    const fresh = await signIn(member);
    expect((await acme.send('GET', path, { cookie: fresh })).body).toMatchObject({
      enabled: false,
      backupCodesLeft: 0,
    });
    expect(backupCodes).toHaveLength(10);
    expect((await events('member.second_factor_reset'))[0]).toMatchObject({
      actor: { id: acme.admin.id },
      target: { id: member.id },
      details: { sessionsEnded: 1 },
    });
    expectError(await reset(member.id, { cookie: admin }), 404, 'not_found');
  });

  it('requires an administrator with a session, for another member of the organization', async () => {
    const member = await newMember();
    await enroll(await signIn(member));
    await acme.createOrganization('globex');
    const boss = await acme.createMember('globex', 'boss@globex.test', 'ADMIN');
    const elsewhere = await acme.signIn(boss);
    const away = { at: 'globex', cookie: elsewhere };
    const admin = await signIn(acme.admin);
    expectError(await reset(member.id, { token: acme.adminToken }), 403, 'session_required');
    expectError(await reset(member.id, { cookie: await signIn(acme.teamMember) }), 403, 'forbidden');
    expectError(await reset(member.id, {}), 401, 'authentication_required');
    expectError(await reset(acme.admin.id, { cookie: admin }), 403, 'forbidden');
    expectError(await reset(member.id, away), 404, 'not_found');
    expectError(await reset('usr_nonsense', { cookie: admin }), 404, 'not_found');
  });
});
