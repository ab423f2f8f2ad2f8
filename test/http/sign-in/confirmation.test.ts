import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { minute, second } from '../../support/clock.ts';
import { connect, decide, openAuthorization, pkce, registerClient } from '../../support/oauth/oauth.ts';
import { addPasskey } from '../../support/passkeys.ts';
import { codeAt, enroll, wrongCodeAt } from '../../support/second-factor.ts';
import { assertion } from '../../support/software-authenticator.ts';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

const path = '/api/v1/me/confirm';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

let created = 0;
function newMember(): Promise<Member> {
  created += 1;
  return acme.createMember('acme-corp', `confirmed${created}@acme.test`, 'ADMIN');
}
const confirm = (cookie: string, body: object) => acme.send('POST', path, { cookie, body });
const createToken = (cookie: string) =>
  acme.send('POST', '/api/v1/me/tokens', { cookie, body: { name: 'CI' } });
const isConfirmed = async (cookie: string) => (await createToken(cookie)).status === 201;
/** Returns the session of a new member, which is no longer confirmed. */
async function oldSession() {
  const member = await newMember();
  const cookie = await acme.signIn(member);
  acme.clock.advance(15 * minute);
  return { member, cookie };
}
const events = async (action: string) =>
  (await acme.send('GET', `/api/v1/organization/audit-events?action=${action}`, { token: acme.adminToken }))
    .body.data;

describe('a change that lasts', () => {
  /** Each change, and whether a token can make it. */
  const changes: Readonly<Record<string, (target: Target) => readonly [string, string, object?]>> = {
    'creating a token': () => ['POST', '/api/v1/me/tokens', { name: 'CI' }],
    'rotating a token': ({ tokenId }) => ['POST', `/api/v1/me/tokens/${tokenId}/rotate`],
    'changing the policy': () => ['PATCH', '/api/v1/organization', { policy: { expiryRequired: false } }],
    'reactivating a member': ({ userId }) => ['PATCH', `/api/v1/users/${userId}`, { state: 'active' }],
    'creating a resource server': () => [
      'POST',
      '/api/v1/organization/resource-servers',
      { name: 'Internal API' },
    ],
    'changing a role': ({ userId }) => ['PATCH', `/api/v1/users/${userId}`, { role: 'CUSTOMER' }],
    'inviting an administrator': ({ userId }) => [
      'POST',
      '/api/v1/organization/invitations',
      { email: `${userId}@invited.test`, role: 'ADMIN' },
    ],
    "renewing an invitation's link": ({ invitationId }) => [
      'POST',
      `/api/v1/organization/invitations/${invitationId}/link`,
    ],
    'verifying an application': ({ applicationId }) => [
      'PATCH',
      `/api/v1/organization/applications/${applicationId}`,
      { verified: true },
    ],
    'exporting the log': () => ['GET', '/api/v1/organization/audit-events/export?format=ndjson'],
    "resetting a member's second factor": ({ userId }) => ['DELETE', `/api/v1/users/${userId}/second-factor`],
    'registering a passkey': () => ['POST', '/api/v1/me/passkeys/options'],
    'removing a passkey': () => ['DELETE', '/api/v1/me/passkeys/psk_nonsense'],
  };
  type Target = { tokenId: string; userId: string; applicationId: string; invitationId: string };
  let target: Target;
  let admin: Member;
  beforeAll(async () => {
    admin = await newMember();
    const member = await acme.createMember('acme-corp', 'target@acme.test', 'TEAM_MEMBER');
    const cookie = await acme.signIn(admin);
    const { id: tokenId } = (await createToken(cookie)).body;
    await connect(acme, member, { client: await registerClient(acme) });
    const applications = await acme.send('GET', '/api/v1/organization/applications', { cookie });
    const invited = await acme.send('POST', '/api/v1/organization/invitations', {
      cookie,
      body: { email: 'invited@acme.test', role: 'CUSTOMER' },
    });
    target = {
      tokenId,
      userId: member.id,
      applicationId: applications.body.data[0].id,
      invitationId: invited.body.id,
    };
  });

  it.each(Object.entries(changes))('needs a confirmation of the session: %s', async (_name, change) => {
    const [method, to, body] = change(target);
    const cookie = await acme.signIn(admin);
    const send = () => acme.send(method, to, { cookie, ...(body ? { body } : {}) });
    acme.clock.advance(15 * minute);
    expectError(await send(), 403, 'confirmation_required');
    expect((await confirm(cookie, { password })).status).toBe(200);
    expect((await send()).body?.code).not.toBe('confirmation_required');
  });

  it('needs a confirmation of the session: allowing an app, whose connection outlives the session', async () => {
    const cookie = await acme.signIn(admin);
    acme.clock.advance(15 * minute);
    const { client_id } = await registerClient(acme);
    const id = await openAuthorization(acme, cookie, { client_id, code_challenge: pkce().challenge });
    expectError(await decide(acme, cookie, id, 'allow'), 403, 'confirmation_required');
    await confirm(cookie, { password });
    expect((await decide(acme, cookie, id, 'allow')).body.redirectTo).toContain('code=');
  });

  it('needs none with a token', async () => {
    acme.clock.advance(15 * minute);
    const { adminToken: token } = acme;
    const body = { name: 'By a token' };
    expect((await acme.send('POST', '/api/v1/me/tokens', { token, body })).status).toBe(201);
    const change = { policy: { expiryRequired: false } };
    expect((await acme.send('PATCH', '/api/v1/organization', { token, body: change })).status).toBe(200);
  });

  it('needs none for other changes', async () => {
    const { cookie } = await oldSession();
    const invitation = { email: 'team@acme.test', role: 'TEAM_MEMBER' };
    const { client_id } = await registerClient(acme);
    const request = { client_id, code_challenge: pkce().challenge };
    const ordinary = [
      ['PATCH', '/api/v1/organization', { name: 'acme-corp' }],
      ['PATCH', `/api/v1/users/${target.userId}`, { name: 'Somebody' }],
      [
        'POST',
        `/api/v1/oauth/requests/${await openAuthorization(acme, cookie, request)}`,
        { decision: 'deny' },
      ],
      ['POST', '/api/v1/organization/invitations', invitation],
      ['PATCH', `/api/v1/organization/applications/${target.applicationId}`, { verified: false }],
    ] as const;
    for (const [method, to, body] of ordinary)
      expect([200, 201]).toContain((await acme.send(method, to, { cookie, body })).status);
  });

  it('is not asked of a member whose role does not allow it', async () => {
    const cookie = await acme.signIn(acme.customer);
    acme.clock.advance(15 * minute);
    const body = { policy: { expiryRequired: true } };
    expectError(await acme.send('PATCH', '/api/v1/organization', { cookie, body }), 403, 'forbidden');
  });
});

describe('a confirmation', () => {
  it('is given by signing in, and lasts 15 minutes', async () => {
    const cookie = await acme.signIn(await newMember());
    acme.clock.advance(15 * minute - second);
    expect(await isConfirmed(cookie)).toBe(true);
    acme.clock.advance(second);
    expect(await isConfirmed(cookie)).toBe(false);
  });

  it('is given by the password, for this session only', async () => {
    const { member, cookie } = await oldSession();
    const other = await acme.signIn(member);
    acme.clock.advance(15 * minute);
    const answer = await confirm(cookie, { password });
    expect(answer.body).toEqual({ confirmedUntil: acme.clock.in(15 * minute) });
    expect(await isConfirmed(cookie)).toBe(true);
    expect(await isConfirmed(other)).toBe(false);
    expect((await events('session.confirmed'))[0]).toMatchObject({
      actor: { id: member.id },
      details: { method: 'password' },
    });
  });

  it('is given by a code, once', async () => {
    const member = await newMember();
    const { cookie, secret, backupCodes } = await enroll(acme, member);
    acme.clock.advance(15 * minute);
    const wrong = wrongCodeAt(secret, acme.clock.now());
    expectError(await confirm(cookie, { code: wrong }), 401, 'two_factor_invalid');
    expect(await isConfirmed(cookie)).toBe(false);
    const code = codeAt(secret, acme.clock.now());
    expect((await confirm(cookie, { code })).status).toBe(200);
    expect(await isConfirmed(cookie)).toBe(true);
    expectError(await confirm(cookie, { code }), 401, 'two_factor_invalid');
    acme.clock.advance(15 * minute);
    expect((await confirm(cookie, { code: backupCodes[0] })).status).toBe(200);
  });

  it('is given by a passkey of the member', async () => {
    const { member, cookie } = await oldSession();
    await confirm(cookie, { password });
    const { passkey } = await addPasskey(acme, member, cookie, { verifiesUser: false });
    acme.clock.advance(15 * minute);
    const options = async () => (await acme.send('POST', `${path}/options`, { cookie })).body;
    expect(await options()).toMatchObject({ allowCredentials: [{ id: passkey.id }] });
    const { challenge } = await options();
    const evil = { ...passkey, origin: 'https://evil.test' };
    expectError(await confirm(cookie, { passkey: assertion(evil, challenge) }), 401, 'passkey_invalid');
    const answer = { passkey: assertion(passkey, (await options()).challenge) };
    expect((await confirm(cookie, answer)).status).toBe(200);
    expect(await isConfirmed(cookie)).toBe(true);
    expectError(await confirm(cookie, answer), 401, 'passkey_invalid');
  });

  it("is not given by another member's passkey, or in another session", async () => {
    const { member, cookie } = await oldSession();
    const other = await newMember();
    const otherCookie = await acme.signIn(other);
    const { passkey } = await addPasskey(acme, other, otherCookie);
    const { challenge } = (await acme.send('POST', `${path}/options`, { cookie })).body;
    expectError(await confirm(cookie, { passkey: assertion(passkey, challenge) }), 401, 'passkey_invalid');
    await confirm(cookie, { password });
    const own = await addPasskey(acme, member, cookie);
    const elsewhere = (await acme.send('POST', `${path}/options`, { cookie: otherCookie })).body;
    const stolen = assertion(own.passkey, elsewhere.challenge);
    expectError(await confirm(cookie, { passkey: stolen }), 401, 'passkey_invalid');
  });

  it('is rejected with a wrong password, which is limited like a sign-in', async () => {
    const { member, cookie } = await oldSession();
    const wrong = () => confirm(cookie, { password: 'not this one at all' });
    for (let i = 0; i < 5; i += 1) expectError(await wrong(), 401, 'invalid_credentials');
    expectError(await wrong(), 429, 'rate_limited');
    await expect
      .poll(async () => (await events('refusal.password'))[0])
      .toMatchObject({ target: { id: member.id } });
  });

  it.each([
    ['nothing', {}],
    ['two proofs', { password, code: '000000' }],
    ['an unknown proof', { secret: 'x' }],
  ])('is rejected with %s', async (_name, body) => {
    const { cookie } = await oldSession();
    expectError(await confirm(cookie, body), 400, 'validation_failed');
  });

  it('needs a session', async () => {
    expectError(await acme.send('POST', path, { body: { password } }), 401, 'authentication_required');
    expectError(
      await acme.send('POST', path, { token: acme.adminToken, body: { password } }),
      403,
      'session_required',
    );
  });

  it('by a code counts as the second factor, but does not replace a passkey', async () => {
    const member = await newMember();
    const { cookie, secret } = await enroll(acme, member);
    await addPasskey(acme, member, cookie);
    await confirm(cookie, { code: codeAt(secret, acme.clock.now()) });
    const { data } = (await acme.send('GET', '/api/v1/me/sessions', { cookie })).body;
    expect(data[0]).toMatchObject({ secondFactor: 'passkey' });
  });
});
