import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { scopes } from '../../../src/access/scopes.ts';
import { newToken } from '../../../src/credentials/token-format.ts';
import { type Call, expectError } from '../../support/client.ts';
import { hour } from '../../support/clock.ts';
import { connect, endConnections, origin } from '../../support/oauth/oauth.ts';
import { type Acme, createAcme, type Member } from '../../support/world.ts';

const path = '/api/v1/auth/verify';
const metadata = 'resource_metadata="http://acme-corp.localhost:3000/.well-known/oauth-protected-resource"';

describe('GET /api/v1/auth/verify', () => {
  let acme: Acme;
  let otherAdmin: Member;
  let member: Member;
  let token: string;
  /** The administrator's session, which works while tokens are disabled. */
  let admin: string;
  beforeAll(async () => {
    acme = await createAcme();
    admin = await acme.signIn(acme.admin);
    await acme.createOrganization('other-corp');
    otherAdmin = await acme.createMember('other-corp', 'sam@other.test', 'ADMIN');
  });
  afterAll(() => acme.close());
  beforeEach(async () => {
    member = await acme.createMember('acme-corp', `member-${Math.random()}@acme.test`, 'TEAM_MEMBER');
    token = await acme.createToken(member);
  });

  const verify = (call: Call, query = '') => acme.send('GET', `${path}${query}`, call);
  /** Returns the identity headers without their prefix. */
  async function identity(call: Call, query = '') {
    const { status, headers, text } = await verify(call, query);
    expect({ status, text }).toEqual({ status: 204, text: '' });
    const names = Object.keys(headers).filter((name) => name.startsWith('x-spedy-'));
    return Object.fromEntries(names.map((name) => [name.slice('x-spedy-'.length), headers[name]]));
  }
  const change = (userId: string, body: object) =>
    acme.send('PATCH', `/api/v1/users/${userId}`, { token: acme.adminToken, body });
  const setPolicy = async (policy: object) => {
    // The clock may have moved beyond the last confirmation.
    const cookie = await acme.signIn(acme.admin);
    const answer = await acme.send('PATCH', '/api/v1/organization', { cookie, body: { policy } });
    expect(answer.status).toBe(200);
  };

  const idOf = async (secret: string) =>
    (await acme.send('GET', '/api/v1/me', { token: secret })).body.authentication.tokenId;
  /** Allows OAuth access tokens too. */
  const taken = '?allow=pat,session,oauth';

  describe('returns the identity', () => {
    it('of a token without scopes, with all scopes', async () => {
      expect(await identity({ token })).toEqual({
        user: member.id,
        organization: 'acme-corp',
        role: 'TEAM_MEMBER',
        scopes: scopes.join(' '),
        method: 'pat',
        credential: await idOf(token),
      });
    });

    it('of a token with scopes, with its own', async () => {
      const narrow = await acme.createToken(acme.customer, { scopes: ['tickets:write', 'profile:read'] });
      expect(await identity({ token: narrow })).toEqual({
        user: acme.customer.id,
        organization: 'acme-corp',
        role: 'CUSTOMER',
        scopes: 'profile:read tickets:write',
        method: 'pat',
        credential: await idOf(narrow),
      });
    });

    it('of an OAuth access token until its connection ends', async () => {
      const { tokens, cookie } = await connect(acme, member, { scope: 'tickets:read' });
      const access = { token: tokens.access_token };
      const { authentication } = (await acme.send('GET', '/api/v1/me', access)).body;
      expect(await identity(access, taken)).toEqual({
        user: member.id,
        organization: 'acme-corp',
        role: 'TEAM_MEMBER',
        scopes: 'tickets:read',
        method: 'oauth',
        credential: authentication.grantId,
        client: authentication.clientId,
      });
      await endConnections(acme, cookie);
      expectError(await verify(access, taken), 401, 'token_revoked');
    });

    it('of a session', async () => {
      const cookie = await acme.signIn(member);
      const { authentication } = (await acme.send('GET', '/api/v1/me', { cookie })).body;
      expect(await identity({ cookie })).toMatchObject({
        user: member.id,
        scopes: scopes.join(' '),
        method: 'session',
        credential: authentication.sessionId,
      });
    });

    it("of a token at the bare domain, with the token's organization", async () => {
      expect(await identity({ token, at: null })).toMatchObject({ organization: 'acme-corp' });
      const otherToken = await acme.createToken(otherAdmin);
      expect(await identity({ token: otherToken, at: null })).toMatchObject({ organization: 'other-corp' });
    });

    it('in ASCII, even if names of members and organizations are not', async () => {
      await change(member.id, { name: 'Ünal Œ 🎫' });
      const body = { name: 'Ácme – 株式会社' };
      expect((await acme.send('PATCH', '/api/v1/organization', { cookie: admin, body })).status).toBe(200);
      for (const value of Object.values(await identity({ token }))) expect(value).toMatch(/^[\x20-\x7e]+$/);
    });

    it('in response to HEAD', async () => {
      const answer = await acme.send('HEAD', path, { token });
      expect(answer).toMatchObject({ status: 204, headers: { 'x-spedy-user': member.id } });
      expect((await acme.send('HEAD', path)).status).toBe(401);
      expectError(await acme.send('POST', path, { token }), 405, 'method_not_allowed');
    });
  });

  describe('rejects, like the API and without identity headers,', () => {
    async function expectRefusal(call: Call, status: number, code: string, challenge: string | null) {
      const answer = await verify(call);
      expectError(answer, status, code);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('x-spedy-'))).toEqual([]);
      expect(answer.headers['www-authenticate'] ?? null).toBe(challenge);
    }
    const invalid = (description: string) =>
      `Bearer realm="spedy", error="invalid_token", error_description="${description}", ${metadata}`;
    const notValid = invalid('The token is not valid here');

    it('no credential, or another scheme', async () => {
      const challenge = `Bearer realm="spedy", ${metadata}`;
      await expectRefusal({}, 401, 'authentication_required', challenge);
      const headers = { authorization: 'Basic YTpi' };
      await expectRefusal({ headers }, 401, 'authentication_required', challenge);
      const cookie = `spedy_session=${newToken('session')}`;
      await expectRefusal({ cookie }, 401, 'authentication_required', challenge);
    });

    it('a token in the query string', async () => {
      const query = `?token=${token}&access_token=${token}`;
      expectError(await verify({}, query), 401, 'authentication_required');
    });

    it('a token that is malformed, unknown, or of another organization or audience', async () => {
      await expectRefusal({ token: '' }, 401, 'token_invalid', notValid);
      await expectRefusal({ token: `${token}x` }, 401, 'token_invalid', notValid);
      await expectRefusal({ token: newToken('pat') }, 401, 'token_invalid', notValid);
      const otherToken = await acme.createToken(otherAdmin);
      await expectRefusal({ token: otherToken }, 401, 'token_invalid', notValid);
      const { tokens } = await connect(acme, member, { resource: `${origin}/mcp` });
      await expectRefusal({ token: tokens.access_token }, 401, 'token_invalid', notValid);
      expectError(await verify({ token: tokens.access_token }, taken), 401, 'token_invalid');
    });

    it('an OAuth access token unless the proxy allows it', async () => {
      const { tokens } = await connect(acme, member, {});
      await expectRefusal({ token: tokens.access_token }, 401, 'token_invalid', notValid);
    });

    it('a session at another organization', async () => {
      const cookie = await acme.signIn(member);
      expectError(await verify({ cookie, at: 'other-corp' }), 401, 'authentication_required');
    });

    it('a revoked token, at the next request', async () => {
      await identity({ token });
      const { tokenId } = (await acme.send('GET', '/api/v1/me', { token })).body.authentication;
      expect((await acme.send('DELETE', `/api/v1/me/tokens/${tokenId}`, { token })).status).toBe(204);
      await expectRefusal({ token }, 401, 'token_revoked', invalid('The token has been revoked'));
    });

    it('an expired token', async () => {
      const brief = await acme.createToken(member, { expiresAt: acme.clock.in(hour) });
      await identity({ token: brief });
      acme.clock.advance(hour);
      await expectRefusal({ token: brief }, 401, 'token_expired', invalid('The token has expired'));
    });

    it('a token of a deactivated member', async () => {
      await change(member.id, { state: 'deactivated' });
      await expectRefusal({ token }, 401, 'token_invalid', notValid);
    });

    it('a token on a plan without tokens, until the plan changes', async () => {
      await acme.setPlan('acme-corp', 'starter');
      await expectRefusal({ token }, 403, 'plan_required', null);
      await acme.setPlan('acme-corp', 'pro');
      await identity({ token });
    });

    it('a token while the policy disables tokens', async () => {
      await setPolicy({ patsEnabled: false });
      await expectRefusal({ token }, 403, 'pats_disabled', null);
      await setPolicy({ patsEnabled: true });
    });

    it('a session of a member who must set up a second factor first', async () => {
      const cookie = await acme.signIn(member);
      await acme.setPolicy('acme-corp', { twoFactorRequired: true });
      await expectRefusal({ cookie }, 403, 'two_factor_enrollment_required', null);
      await acme.setPolicy('acme-corp', { twoFactorRequired: false });
    });

    it('a host that no organization has', async () => {
      expectError(await verify({ token, at: 'nobody' }), 404, 'organization_not_found');
    });
  });

  it('returns a changed role at the next request', async () => {
    expect(await identity({ token })).toMatchObject({ role: 'TEAM_MEMBER' });
    await change(member.id, { role: 'CUSTOMER' });
    expect(await identity({ token })).toMatchObject({ role: 'CUSTOMER' });
  });

  describe('a session behind a proxy', () => {
    const own = 'http://acme-corp.localhost:3000';
    const sibling = 'http://other-corp.localhost:3000';
    let cookie: string;
    beforeEach(async () => {
      cookie = await acme.signIn(member);
    });
    /** Sends the cookie without the Origin that the test client would add. */
    const ask = (headers: Record<string, string>) => verify({ headers: { cookie, ...headers } });

    it.each<Record<string, string>>([
      {},
      { 'x-forwarded-method': 'GET' },
      { 'x-original-method': 'HEAD', 'sec-fetch-site': 'cross-site' },
      { 'x-forwarded-method': 'GET', 'sec-fetch-site': 'none', 'x-forwarded-uri': '/report' },
      { 'x-forwarded-method': 'POST', origin: own },
      { 'x-original-method': 'DELETE', 'sec-fetch-site': 'same-origin' },
      { 'x-forwarded-method': 'PATCH', origin: own, 'sec-fetch-site': 'same-origin' },
    ])('is accepted with %j', async (headers) => {
      expect((await ask(headers)).status).toBe(204);
    });

    it.each<Record<string, string>>([
      { 'x-forwarded-method': 'POST' },
      { 'x-original-method': 'POST' },
      { 'x-forwarded-method': 'POST', origin: sibling },
      { 'x-forwarded-method': 'POST', origin: 'null' },
      { 'x-original-method': 'PUT', 'sec-fetch-site': 'same-site' },
      { 'x-forwarded-method': 'DELETE', origin: own, 'sec-fetch-site': 'cross-site' },
      // The proxy sets one of the two and passes on the other from the client.
      { 'x-forwarded-method': 'GET', 'x-original-method': 'POST' },
      { 'x-forwarded-method': 'POST', 'x-original-method': 'GET' },
      // Not known to be safe.
      { 'x-forwarded-method': 'get' },
      { 'x-forwarded-method': 'GET, POST' },
      { 'x-forwarded-method': 'PROPPATCH' },
      { 'x-forwarded-method': '' },
      // A proxy that does not send the method, and a WebSocket handshake, which is a GET.
      { origin: sibling },
      { 'x-forwarded-method': 'GET', origin: sibling, upgrade: 'websocket' },
    ])('is rejected with %j', async (headers) => {
      expectError(await ask(headers), 403, 'cross_site_request');
    });

    it('does not check the origin of a token, which no browser sends by itself', async () => {
      const headers = { 'x-forwarded-method': 'POST', origin: sibling, 'sec-fetch-site': 'cross-site' };
      expect((await verify({ token, headers })).status).toBe(204);
    });
  });
});
