import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day } from '../../support/clock.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
  await acme.createOrganization('globex', 'starter');
});
afterAll(() => acme.close());

const signIn = (body: unknown, at: string | null = 'acme-corp', headers = {}) =>
  acme.send('POST', '/api/v1/auth/login', { at, body, headers });

describe('signing in', () => {
  it('returns the body of GET /api/v1/me and sets the session cookie', async () => {
    const answer = await signIn({ email: acme.admin.email, password });
    expect(answer.status).toBe(200);
    const cookie = answer.headers['set-cookie'] ?? '';
    expect(cookie).toMatch(
      /^spedy_session=spedy_ses_[0-9A-Za-z]{38}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    const me = await acme.send('GET', '/api/v1/me', { cookie: cookie.split(';')[0] ?? '' });
    expect(me.body).toEqual(answer.body);
    expect(me.body).toMatchObject({
      user: { id: acme.admin.id, email: 'ada@acme.test', name: 'ada' },
      organization: { slug: 'acme-corp', plan: 'pro' },
      role: 'ADMIN',
      authentication: { method: 'session', sessionId: expect.stringMatching(/^ses_/) },
    });
  });

  it('accepts the email in any case and with surrounding spaces', async () => {
    expect((await signIn({ email: '  ADA@Acme.Test ', password })).status).toBe(200);
  });

  it('works on every plan', async () => {
    const hank = await acme.createMember('globex', 'hank@globex.test', 'ADMIN');
    expect((await signIn({ email: hank.email, password }, 'globex')).status).toBe(200);
  });

  it('returns the same error for a wrong password, unknown email or deactivated member', async () => {
    const dan = await acme.createMember('acme-corp', 'dan@acme.test', 'CUSTOMER');
    await acme.send('PATCH', `/api/v1/users/${dan.id}`, {
      token: acme.adminToken,
      body: { state: 'deactivated' },
    });
    const answers = [
      await signIn({ email: acme.admin.email, password: 'wrong' }),
      await signIn({ email: 'nobody@acme.test', password }),
      await signIn({ email: acme.admin.email, password }, 'globex'),
      await signIn({ email: dan.email, password }),
      await signIn({ email: 'nul\u0000@acme.test', password }),
      await signIn({ email: acme.admin.email, password: 'x'.repeat(60_000) }),
    ];
    const messages = answers.map((answer) => expectError(answer, 401, 'invalid_credentials').message);
    expect(new Set(messages).size).toBe(1);
    for (const answer of answers) expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('verifies a decoy password for an unknown email', async () => {
    // The response waits for argon2 in both cases, with the same parameters.
    const { verifyPassword } = await import('../../../src/credentials/password.ts');
    expect(await verifyPassword(null, password)).toBe(false);
  });

  it("requires an organization's host", async () => {
    expectError(await signIn({ email: acme.admin.email, password }, null), 404, 'organization_not_found');
  });

  it.each([
    [{ origin: 'https://evil.test' }],
    [{ origin: 'http://globex.localhost:3000' }],
    [{ 'sec-fetch-site': 'cross-site' }],
  ])('is rejected from another site: %j', async (headers) => {
    expectError(
      await signIn({ email: acme.admin.email, password }, 'acme-corp', headers),
      403,
      'cross_site_request',
    );
  });

  it.each([[{}], [{ email: 'ada@acme.test' }], [{ email: 1, password: 2 }], [[]], ['']])(
    'rejects the body %j',
    async (body) => {
      expectError(await signIn(body), 400, 'validation_failed');
    },
  );
});

describe('a session', () => {
  it('works only at its organization', async () => {
    const cookie = await acme.signIn(acme.admin);
    expectError(
      await acme.send('GET', '/api/v1/me', { at: 'globex', cookie }),
      401,
      'authentication_required',
    );
    expectError(await acme.send('GET', '/api/v1/me', { at: null, cookie }), 401, 'authentication_required');
  });

  it('is not accepted as a Bearer token, nor a token as a session', async () => {
    const cookie = await acme.signIn(acme.admin);
    const value = cookie.split('=')[1] ?? '';
    expectError(await acme.send('GET', '/api/v1/me', { token: value }), 401, 'token_invalid');
    const forged = `spedy_session=${acme.adminToken}`;
    expectError(await acme.send('GET', '/api/v1/me', { cookie: forged }), 401, 'authentication_required');
  });

  it('is ignored next to an Authorization header', async () => {
    const cookie = await acme.signIn(acme.admin);
    expectError(
      await acme.send('GET', '/api/v1/me', { cookie, token: 'spedy_pat_nonsense' }),
      401,
      'token_invalid',
    );
    const headers = { authorization: 'Basic YWRhOmFkYQ==' };
    expectError(await acme.send('GET', '/api/v1/me', { cookie, headers }), 401, 'authentication_required');
  });

  it('ends after 30 days and is then deleted by the sweep', async () => {
    const world = await createAcme();
    await world.setPolicy('acme-corp', { sessionIdleHours: 8_760 });
    const cookie = await world.signIn(world.admin);
    world.clock.advance(30 * day - 1);
    expect((await world.send('GET', '/api/v1/me', { cookie })).status).toBe(200);
    world.clock.advance(1);
    expectError(await world.send('GET', '/api/v1/me', { cookie }), 401, 'authentication_required');
    await world.app.sweep();
    expect(await world.db.selectFrom('sessions').selectAll().execute()).toEqual([]);
    await world.close();
  });

  it('ends when its member is deactivated, and stays ended after reactivation', async () => {
    const eve = await acme.createMember('acme-corp', 'eve@acme.test', 'CUSTOMER');
    const cookie = await acme.signIn(eve);
    const setState = (state: string) =>
      acme.send('PATCH', `/api/v1/users/${eve.id}`, { token: acme.adminToken, body: { state } });
    await setState('deactivated');
    expectError(await acme.send('GET', '/api/v1/me', { cookie }), 401, 'authentication_required');
    await setState('active');
    expectError(await acme.send('GET', '/api/v1/me', { cookie }), 401, 'authentication_required');
  });
});

describe('signing out', () => {
  it('ends the session and clears the cookie', async () => {
    const cookie = await acme.signIn(acme.admin);
    const answer = await acme.send('POST', '/api/v1/auth/logout', { cookie });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.headers['set-cookie']).toMatch(/^spedy_session=; .*Expires=Thu, 01 Jan 1970/);
    expectError(await acme.send('GET', '/api/v1/me', { cookie }), 401, 'authentication_required');
  });

  it('does not affect other sessions, and requires a session', async () => {
    const [mine, other] = [await acme.signIn(acme.admin), await acme.signIn(acme.admin)];
    await acme.send('POST', '/api/v1/auth/logout', { cookie: mine });
    expect((await acme.send('GET', '/api/v1/me', { cookie: other })).status).toBe(200);
    expectError(
      await acme.send('POST', '/api/v1/auth/logout', { token: acme.adminToken }),
      403,
      'session_required',
    );
  });
});
