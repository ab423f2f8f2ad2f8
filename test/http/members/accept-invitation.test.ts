import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventsAfter } from '../../../src/audit/queries.ts';
import { type Call, expectError } from '../../support/client.ts';
import { day } from '../../support/clock.ts';
import { invite } from '../../support/invitations.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';

const path = '/api/v1/auth/invitation';
let acme: Acme;
beforeEach(async () => {
  acme = await createAcme();
});
afterEach(() => acme.close());

const read = (token: unknown, call = {}) => acme.send('POST', path, { body: { token }, ...call });
const accept = (token: string, fields = {}, call = {}) =>
  acme.send('POST', `${path}/accept`, { body: { token, name: 'Nora', password, ...fields }, ...call });

describe('the link of an invitation', () => {
  it('returns the details of the invitation', async () => {
    const { secret } = await invite(acme, 'New@acme.test', 'CUSTOMER', 'Nora');
    const { status, body } = await read(secret);
    expect(status).toBe(200);
    expect(body).toEqual({
      organization: { name: 'acme-corp', slug: 'acme-corp' },
      email: 'New@acme.test',
      name: 'Nora',
      role: 'CUSTOMER',
      expiresAt: acme.clock.in(7 * day),
    });
    expect((await read(secret)).status).toBe(200);
  });

  it('creates a member and signs them in', async () => {
    const { secret } = await invite(acme, 'New@acme.test', 'CUSTOMER', 'Nobody');
    const answer = await accept(secret, { name: ' Nora ' }, { headers: { 'user-agent': 'Browser' } });
    expect(answer.status, answer.text).toBe(200);
    const header = answer.headers['set-cookie'] ?? '';
    expect(header).toMatch(
      /^spedy_session=spedy_ses_[0-9A-Za-z]{38}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    const cookie = header.split(';')[0] ?? '';
    const me = await acme.send('GET', '/api/v1/me', { cookie });
    expect(me.body).toEqual(answer.body);
    expect(me.body).toMatchObject({
      user: { id: expect.stringMatching(/^usr_/), email: 'New@acme.test', name: 'Nora' },
      role: 'CUSTOMER',
      authentication: { method: 'session' },
    });
    const { body: sessions } = await acme.send('GET', '/api/v1/me/sessions', { cookie });
    expect(sessions.data).toMatchObject([{ current: true, userAgent: 'Browser', address: '127.0.0.1' }]);
    const login = { email: 'new@acme.test', password };
    expect((await acme.send('POST', '/api/v1/auth/login', { body: login })).status).toBe(200);
  });

  it('is recorded in the audit log: member created, invitation accepted, session started', async () => {
    const { id, secret } = await invite(acme, 'new@acme.test');
    const { body } = await accept(secret);
    const events = await eventsAfter(acme.db, body.organization.id, 0, 1_000);
    const recorded = events
      .slice(-3)
      .map(({ action, actorKind, targetId }) => ({ action, actorKind, targetId }));
    expect(recorded).toEqual([
      { action: 'member.created', actorKind: 'anonymous', targetId: body.user.id },
      { action: 'invitation.accepted', actorKind: 'anonymous', targetId: id },
      { action: 'session.started', actorKind: 'member', targetId: body.authentication.sessionId },
    ]);
  });

  it('works for one of five concurrent requests', async () => {
    const { secret } = await invite(acme, 'new@acme.test');
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((number) => accept(secret, { name: `N${number}` })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 404, 404, 404, 404]);
    expect(answers.filter((answer) => answer.headers['set-cookie'] !== undefined)).toHaveLength(1);
    expectError(await accept(secret), 404, 'not_found');
    expectError(await read(secret), 404, 'not_found');
    const { body } = await acme.send('GET', '/api/v1/users', { token: acme.adminToken });
    expect(body.total).toBe(4);
  });

  it('remains valid after an error', async () => {
    const { secret } = await invite(acme, 'new@acme.test');
    for (const [fields, field] of [
      [{ password: 'short' }, 'password'],
      [{ password: 'x'.repeat(201) }, 'password'],
      [{ name: '' }, 'name'],
      [{ name: 'x'.repeat(101) }, 'name'],
      [{ role: 'ADMIN' }, 'role'],
      [{ email: 'ada@acme.test' }, 'email'],
    ] as const) {
      const refused = expectError(await accept(secret, fields), 400, 'validation_failed');
      expect(refused.details[0].path).toBe(field);
    }
    await acme.createMember('acme-corp', 'new@acme.test', 'CUSTOMER');
    expectError(await accept(secret), 409, 'already_exists');
    expect((await read(secret)).status).toBe(200);
  });

  it('is not accepted as a credential', async () => {
    const { secret } = await invite(acme, 'new@acme.test');
    expectError(await acme.send('GET', '/api/v1/me', { token: secret }), 401, 'token_invalid');
    const cookie = `spedy_session=${secret}`;
    expectError(await acme.send('GET', '/api/v1/me', { cookie }), 401, 'authentication_required');
    expect((await accept(secret)).status).toBe(200);
  });

  it('is rejected when it is wrong or used at another organization', async () => {
    await acme.createOrganization('globex');
    const { secret } = await invite(acme, 'new@acme.test');
    for (const wrong of ['', 'nonsense', `spedy_inv_${'0'.repeat(38)}`, acme.adminToken, `${secret}x`]) {
      expectError(await read(wrong), 404, 'not_found');
      expectError(await accept(wrong), 404, 'not_found');
    }
    for (const at of ['globex', null]) {
      const code = at === null ? 'organization_not_found' : 'not_found';
      expectError(await read(secret, { at }), 404, code);
      expectError(await accept(secret, {}, { at }), 404, code);
    }
    expectError(await read(1), 400, 'validation_failed');
    expect((await accept(secret)).status).toBe(200);
  });

  it.each([
    [{ origin: 'https://evil.test' }],
    [{ origin: 'http://globex.localhost:3000' }],
    [{ 'sec-fetch-site': 'cross-site' }],
  ])('is rejected from another site: %j', async (headers) => {
    const { secret } = await invite(acme, 'new@acme.test');
    expectError(await read(secret, { headers }), 403, 'cross_site_request');
    expectError(await accept(secret, {}, { headers }), 403, 'cross_site_request');
  });

  it('allows 30 wrong attempts a minute from one address, and any number of correct ones', async () => {
    const { secret } = await invite(acme, 'new@acme.test');
    for (let count = 0; count < 31; count += 1) expect((await read(secret)).status).toBe(200);
    for (let count = 0; count < 15; count += 1) {
      expectError(await read('wrong'), 404, 'not_found');
      expectError(await accept('wrong'), 404, 'not_found');
    }
    const refused = await read(secret);
    expectError(refused, 429, 'rate_limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expectError(await accept(secret), 429, 'rate_limited');
  });

  it('requires the new member to set up a second factor if the policy does', async () => {
    const { secret } = await invite(acme, 'new@acme.test', 'ADMIN');
    const body = { policy: { twoFactorRequired: true } };
    await acme.send('PATCH', '/api/v1/organization', { token: acme.adminToken, body });
    const answer = await accept(secret);
    expect(answer.status).toBe(200);
    const cookie = answer.headers['set-cookie']?.split(';')[0] ?? '';
    const refused = await acme.send('GET', '/api/v1/users', { cookie });
    expectError(refused, 403, 'two_factor_enrollment_required');
  });
});

describe('GET /api/v1/auth/organization', () => {
  it('returns the name of the organization without a credential', async () => {
    const rename = { token: acme.adminToken, body: { name: 'Acme Corporation' } };
    await acme.send('PATCH', '/api/v1/organization', rename);
    const answer = await acme.send('GET', '/api/v1/auth/organization');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      name: 'Acme Corporation',
      logo: null,
      slug: 'acme-corp',
      signedIn: false,
      mail: false,
      singleSignOn: null,
    });
    const bare = await acme.send('GET', '/api/v1/auth/organization', { at: null });
    expectError(bare, 404, 'organization_not_found');
  });

  it('returns whether the request has a valid session', async () => {
    const signedIn = async (call: Call) => {
      const answer = await acme.send('GET', '/api/v1/auth/organization', call);
      return [answer.status, answer.body.signedIn];
    };
    const cookie = await acme.signIn(acme.customer);
    expect(await signedIn({ cookie })).toEqual([200, true]);
    await acme.send('POST', '/api/v1/auth/logout', { cookie });
    expect(await signedIn({ cookie })).toEqual([200, false]);
    expect(await signedIn({ cookie: 'spedy_session=nonsense' })).toEqual([200, false]);
    await acme.createOrganization('other-corp');
    const otherAdmin = await acme.createMember('other-corp', 'sam@other.test', 'ADMIN');
    expect(await signedIn({ cookie: await acme.signIn(otherAdmin) })).toEqual([200, false]);
  });
});
