import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../../support/client.ts';
import { minute } from '../../../support/clock.ts';
import { addPasskey, cookieOf, originAt, signInWith } from '../../../support/passkeys.ts';
import { enroll } from '../../../support/second-factor.ts';
import { attestation, createPasskey } from '../../../support/software-authenticator.ts';
import { type Acme, createAcme, type Member, password } from '../../../support/world.ts';

const path = '/api/v1/me/passkeys';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
  await acme.createOrganization('globex');
});
afterAll(() => acme.close());

let created = 0;
function newMember(at = 'acme-corp'): Promise<Member> {
  created += 1;
  return acme.createMember(at, `registrar${created}@acme.test`, 'TEAM_MEMBER');
}
async function signedIn(at = 'acme-corp') {
  const member = await newMember(at);
  return { member, cookie: await acme.signIn(member) };
}
const post = (to: string, cookie: string, body?: unknown) =>
  acme.send('POST', to, { cookie, ...(body === undefined ? {} : { body }) });
const options = async (cookie: string) => (await post(`${path}/options`, cookie)).body;
const list = async (cookie: string) => (await acme.send('GET', path, { cookie })).body.data;
const me = (cookie: string) => acme.send('GET', '/api/v1/me', { cookie });
const events = async (action: string) =>
  (await acme.send('GET', `/api/v1/organization/audit-events?action=${action}`, { token: acme.adminToken }))
    .body.data;

describe('registering a passkey', () => {
  it('starts with options for this host and member', async () => {
    const { member, cookie } = await signedIn();
    expect(await options(cookie)).toMatchObject({
      rp: { id: 'acme-corp.localhost', name: 'Spedy (acme-corp)' },
      user: { id: Buffer.from(member.id).toString('base64url'), name: member.email },
      attestation: 'none',
      excludeCredentials: [],
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    });
    const { passkey } = await addPasskey(acme, member, cookie);
    expect((await options(cookie)).excludeCredentials).toEqual([
      { id: passkey.id, type: 'public-key', transports: ['internal'] },
    ]);
  });

  it("is a member's first second factor: it ends other sessions and gives backup codes", async () => {
    const { member, cookie } = await signedIn();
    const elsewhere = await acme.signIn(member);
    const { id, added } = await addPasskey(acme, member, cookie, { name: '  Ada’s phone ' });
    expect(added).toMatchObject({ name: 'Ada’s phone', host: 'acme-corp.localhost', synced: false });
    expect(added.backupCodes).toHaveLength(10);
    expectError(await me(elsewhere), 401, 'authentication_required');
    expect((await acme.send('GET', '/api/v1/me/two-factor', { cookie })).body).toMatchObject({
      enabled: false,
      verified: true,
      passkeys: 1,
      backupCodesLeft: 10,
    });
    expect((await events('passkey.registered'))[0]).toMatchObject({
      actor: { id: member.id },
      target: { kind: 'passkey', id },
      details: { name: 'Ada’s phone', userId: member.id, sessionsEnded: 1 },
    });
  });

  it('adds another one without ending sessions or replacing backup codes', async () => {
    const { member, cookie } = await signedIn();
    const { passkey } = await addPasskey(acme, member, cookie);
    const elsewhere = cookieOf(await signInWith(acme, passkey));
    const { added } = await addPasskey(acme, member, cookie, { name: 'Key' });
    expect(added.backupCodes).toBeUndefined();
    expect((await me(elsewhere)).status).toBe(200);
    expect((await list(cookie)).map(({ name }: { name: string }) => name)).toEqual(['Key', 'Laptop']);
  });

  it('requires the second factor that the member already has', async () => {
    const member = await newMember();
    const { cookie } = await enroll(acme, member);
    const { added } = await addPasskey(acme, member, cookie);
    expect(added.backupCodes).toBeUndefined();
    await acme.db
      .updateTable('sessions')
      .set({ second_factor: null, second_factor_at: null })
      .where('user_id', '=', member.id)
      .execute();
    acme.app.credentials.cache.clear();
    expectError(await post(`${path}/options`, cookie), 403, 'two_factor_verification_required');
  });

  it('requires a session, confirmed in the last 15 minutes', async () => {
    expectError(await acme.send('POST', `${path}/options`), 401, 'authentication_required');
    expectError(
      await acme.send('POST', `${path}/options`, { token: acme.adminToken }),
      403,
      'session_required',
    );
    const { cookie } = await signedIn();
    acme.clock.advance(15 * minute);
    expectError(await post(`${path}/options`, cookie), 403, 'confirmation_required');
  });

  it('accepts an answer once, in its own session, within 5 minutes', async () => {
    const { member, cookie } = await signedIn();
    const other = await acme.signIn(member);
    const begun = await options(cookie);
    const { passkey, response } = createPasskey(begun, originAt('acme-corp'));
    expectError(await post(path, other, { name: 'a', response }), 401, 'passkey_invalid');
    expect((await post(path, cookie, { name: 'a', response })).status).toBe(201);
    expectError(await post(path, cookie, { name: 'a', response }), 401, 'passkey_invalid');
    const again = await options(cookie);
    expectError(
      await post(path, cookie, { name: 'b', response: attestation(passkey, again.challenge) }),
      409,
      'already_exists',
    );
    const late = createPasskey(await options(cookie), originAt('acme-corp'));
    acme.clock.advance(5 * minute);
    expectError(await post(path, cookie, { name: 'c', response: late.response }), 401, 'passkey_invalid');
  });

  it('rejects a passkey of another origin or host, and the answer to a sign-in', async () => {
    const { cookie } = await signedIn();
    for (const origin of ['https://acme-corp.evil.test', originAt('globex'), 'http://localhost:3000']) {
      const { response } = createPasskey(await options(cookie), origin);
      expectError(await post(path, cookie, { name: 'a', response }), 400, 'validation_failed');
    }
    const begun = await options(cookie);
    const { response } = createPasskey({ ...begun, rp: { id: 'localhost' } }, originAt('acme-corp'));
    expectError(await post(path, cookie, { name: 'a', response }), 400, 'validation_failed');
    const { body: forSignIn } = await acme.send('POST', '/api/v1/auth/passkey/options');
    const wrongUse = createPasskey({ ...begun, challenge: forSignIn.challenge }, originAt('acme-corp'));
    expectError(await post(path, cookie, { name: 'a', response: wrongUse.response }), 401, 'passkey_invalid');
    expect(await list(cookie)).toEqual([]);
  });

  it.each([
    ['', 'a blank name'],
    ['x'.repeat(101), 'a long name'],
    ['a\nb', 'a line break'],
  ])('rejects %j as a name: %s', async (name) => {
    const { cookie } = await signedIn();
    const { response } = createPasskey(await options(cookie), originAt('acme-corp'));
    expectError(await post(path, cookie, { name, response }), 400, 'validation_failed');
  });

  it('is limited to 20 passkeys', async () => {
    const { member, cookie } = await signedIn();
    for (let i = 0; i < 20; i += 1) await addPasskey(acme, member, cookie);
    expectError(await post(`${path}/options`, cookie), 403, 'limit_reached');
  });
});

describe('a registered passkey', () => {
  const remove = (id: string, cookie: string) => acme.send('DELETE', `${path}/${id}`, { cookie });
  const rename = (id: string, cookie: string, name: string) =>
    acme.send('PATCH', `${path}/${id}`, { cookie, body: { name } });

  it('can be renamed', async () => {
    const { member, cookie } = await signedIn();
    const { id } = await addPasskey(acme, member, cookie);
    expect((await rename(id, cookie, 'Desk')).body).toMatchObject({ id, name: 'Desk' });
    expect((await events('passkey.renamed'))[0].details).toEqual({
      userId: member.id,
      before: { name: 'Laptop' },
      after: { name: 'Desk' },
    });
    expectError(await rename(id, cookie, ''), 400, 'validation_failed');
  });

  it('can be removed: it no longer works, and its other sessions end', async () => {
    const { member, cookie } = await signedIn();
    const { id, passkey } = await addPasskey(acme, member, cookie);
    const other = await addPasskey(acme, member, cookie, { name: 'Key' });
    const lost = cookieOf(await signInWith(acme, passkey));
    const kept = cookieOf(await signInWith(acme, other.passkey));
    expect((await remove(id, kept)).status).toBe(204);
    expectError(await me(lost), 401, 'authentication_required');
    expect((await me(kept)).status).toBe(200);
    expectError(await signInWith(acme, passkey), 401, 'passkey_invalid');
    expectError(await remove(id, kept), 404, 'not_found');
    expect((await events('passkey.removed'))[0]).toMatchObject({
      target: { id },
      details: { name: 'Laptop' },
    });
  });

  it('leaves no backup codes behind when it was the last second factor', async () => {
    const { member, cookie } = await signedIn();
    const { id } = await addPasskey(acme, member, cookie);
    expect((await remove(id, cookie)).status).toBe(204);
    expect((await acme.send('GET', '/api/v1/me/two-factor', { cookie })).body).toMatchObject({
      verified: false,
      backupCodesLeft: 0,
    });
    const body = { email: member.email, password };
    expect((await acme.send('POST', '/api/v1/auth/login', { body })).status).toBe(200);
  });

  it('cannot be removed if it is the last second factor and the organization requires one', async () => {
    await acme.createOrganization('strict-corp');
    const { member, cookie } = await signedIn('strict-corp');
    const first = await addPasskey(acme, member, cookie);
    const second = await addPasskey(acme, member, cookie);
    await acme.setPolicy('strict-corp', { twoFactorRequired: true });
    const removeAt = (id: string) => acme.send('DELETE', `${path}/${id}`, { at: 'strict-corp', cookie });
    const answers = await Promise.all([removeAt(first.id), removeAt(second.id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 403]);
    expect((await acme.send('GET', path, { at: 'strict-corp', cookie })).body.data).toHaveLength(1);
  });

  it("is out of reach for other members, and for another organization's", async () => {
    const { member, cookie } = await signedIn();
    const { id } = await addPasskey(acme, member, cookie);
    const other = await signedIn();
    expectError(await remove(id, other.cookie), 404, 'not_found');
    expectError(await rename(id, other.cookie, 'mine'), 404, 'not_found');
    expectError(await remove('psk_nonsense', cookie), 404, 'not_found');
    const away = await signedIn('globex');
    const there = await acme.send('DELETE', `${path}/${id}`, { at: 'globex', cookie: away.cookie });
    expectError(there, 404, 'not_found');
    expect(await list(cookie)).toHaveLength(1);
  });

  it("is removed by an administrator's reset of the second factor", async () => {
    const { member, cookie } = await signedIn();
    const { passkey } = await addPasskey(acme, member, cookie);
    const admin = await acme.signIn(acme.admin);
    const reset = await acme.send('DELETE', `/api/v1/users/${member.id}/second-factor`, { cookie: admin });
    expect(reset.status).toBe(204);
    expectError(await me(cookie), 401, 'authentication_required');
    expectError(await signInWith(acme, passkey), 401, 'passkey_invalid');
    expect(await list(await acme.signIn(member))).toEqual([]);
  });

  it('keeps its backup codes when the authenticator app is turned off', async () => {
    const member = await newMember();
    const { cookie, backupCodes } = await enroll(acme, member);
    await addPasskey(acme, member, cookie);
    const body = { currentPassword: password, code: backupCodes[0] };
    expect((await post('/api/v1/me/two-factor/disable', cookie, body)).status).toBe(204);
    expect((await acme.send('GET', '/api/v1/me/two-factor', { cookie })).body).toMatchObject({
      enabled: false,
      verified: true,
      passkeys: 1,
      backupCodesLeft: 9,
    });
  });
});
