import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopes as everyScope } from '../../../../src/access/scopes.ts';
import type { Answer, Call } from '../../../support/client.ts';
import { connect } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

const path = '/api/v1/oauth/register';
const redirect = 'https://app.example.com/callback';

/** Asserts an error in the form of RFC 6749 5.2 and returns its description. */
function expectOAuthError(answer: Answer, status: number, error: string): string {
  expect({ status: answer.status, error: answer.body?.error }, answer.text).toEqual({ status, error });
  return answer.body.error_description;
}

describe('the registration policy', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme({ trustProxy: ['127.0.0.1'] });
    await acme.createOrganization('other-corp');
  });
  afterAll(() => acme.close());

  let addresses = 0;
  /** Registers from a new address each time, so that tests do not share a rate limit. */
  const register = (body: unknown, call: Call = {}) => {
    addresses += 1;
    const address = { 'x-forwarded-for': `203.0.113.${addresses}` };
    return acme.send('POST', path, { body, ...call, headers: { ...address, ...call.headers } });
  };
  const setPolicy = async (registration: 'open' | 'authenticated' | 'off') => {
    const change = { token: acme.adminToken, body: { policy: { registration } } };
    expect((await acme.send('PATCH', '/api/v1/organization', change)).status).toBe(200);
  };

  it('requires a member of this organization as soon as it is set to authenticated', async () => {
    const body = { redirect_uris: [redirect] };
    await setPolicy('authenticated');
    const refused = await register(body);
    expect(expectOAuthError(refused, 401, 'invalid_token')).toContain('personal access token');
    expect(refused.headers['www-authenticate']).toMatch(/^Bearer /);
    const otherAdmin = await acme.createMember('other-corp', 'sam@other.test', 'ADMIN');
    for (const token of [await acme.createToken(otherAdmin), 'spedy_pat_nonsense'])
      expectOAuthError(await register(body, { token }), 401, 'invalid_token');
    expect((await register(body, { token: acme.customerToken })).status).toBe(201);
    const cookie = await acme.signIn(acme.customer);
    expect((await register(body, { cookie })).status).toBe(201);
    const crossSite = { cookie, headers: { origin: 'https://evil.example' } };
    expectOAuthError(await register(body, crossSite), 403, 'access_denied');
    const leaver = await acme.createMember('acme-corp', 'lea@acme.test', 'CUSTOMER');
    const token = await acme.createToken(leaver);
    const deactivation = { token: acme.adminToken, body: { state: 'deactivated' } };
    await acme.send('PATCH', `/api/v1/users/${leaver.id}`, deactivation);
    expectOAuthError(await register(body, { token }), 401, 'invalid_token');
    await setPolicy('open');
    expect((await register(body)).status).toBe(201);
  });

  it('requires a session or a PAT with all scopes when set to authenticated', async () => {
    const body = { redirect_uris: [redirect] };
    await setPolicy('authenticated');
    for (const scopes of [['profile:read'], ['organization:write', 'tokens:write']] as const) {
      const token = await acme.createToken(acme.admin, { scopes: [...scopes] });
      const refused = await register(body, { token });
      expect(expectOAuthError(refused, 403, 'insufficient_scope')).toContain('without scopes');
      expect(refused.headers['www-authenticate']).toContain('error="insufficient_scope"');
    }
    const metadata = { ...body, token_endpoint_auth_method: 'none' };
    const client = await register(metadata, { token: acme.adminToken });
    const { tokens } = await connect(acme, acme.admin, { client: client.body });
    expectOAuthError(await register(body, { token: tokens.access_token }), 403, 'access_denied');
    const all = await acme.createToken(acme.admin, { scopes: [...everyScope] });
    for (const token of [acme.adminToken, all]) expect((await register(body, { token })).status).toBe(201);
    await setPolicy('open');
  });

  it('rejects a session without the second factor that the organization requires', async () => {
    const world = await createAcme();
    const cookie = await world.signIn(world.admin);
    const policy = { registration: 'authenticated', twoFactorRequired: true };
    const change = await world.send('PATCH', '/api/v1/organization', {
      token: world.adminToken,
      body: { policy },
    });
    expect(change.status).toBe(200);
    const answer = await world.send('POST', path, { cookie, body: { redirect_uris: [redirect] } });
    expectOAuthError(answer, 403, 'access_denied');
    await world.close();
  });

  it('rejects everyone, including members, when set to off', async () => {
    await setPolicy('off');
    for (const token of [acme.adminToken, 'spedy_pat_nonsense']) {
      const answer = await register({ redirect_uris: [redirect] }, { token });
      expect(expectOAuthError(answer, 403, 'access_denied')).toContain('does not allow');
    }
    await setPolicy('open');
  });
});
