import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authorizePath,
  pkce,
  redirectParameters,
  redirectUri,
  registerClient,
} from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme, createWorld, type Member, password } from '../../../support/world.ts';

const bare = { at: null, origin: 'http://localhost:3000' } as const;
const subdomain = { at: 'acme-corp', origin: 'http://acme-corp.localhost:3000' } as const;
type Place = typeof bare | typeof subdomain;

describe('OAuth of the default organization', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme({ defaultOrganization: 'acme-corp' });
    await acme.createOrganization('other-corp');
  });
  afterAll(() => acme.close());

  /** Signs a member in at an origin and returns the cookie of that host. */
  async function signInAt({ at, origin }: Place, { email }: Member): Promise<string> {
    const body = { email, password };
    const answer = await acme.send('POST', '/api/v1/auth/login', { at, body, headers: { origin } });
    return answer.headers['set-cookie']?.split(';')[0] ?? '';
  }

  /** Follows an authorization request through sign-in and consent. Returns the final redirect. */
  async function authorizeAt(place: Place, path: string, member: Member): Promise<string> {
    const began = await acme.send('GET', path, { at: place.at });
    expect(began.status).toBe(303);
    const signInPage = began.headers.location ?? '';
    expect(signInPage).toMatch(/^\/sign-in\?returnTo=/);
    const page = await acme.send('GET', signInPage, { at: place.at, headers: { accept: 'text/html' } });
    if (place === subdomain) expect(page.headers.location).toBe(bare.origin + signInPage);
    else expect(page.status).toBe(200);
    const cookie = await signInAt(bare, member);
    const returnTo = new URL(signInPage, bare.origin).searchParams.get('returnTo') ?? '';
    const asked = await acme.send('GET', returnTo, { at: bare.at, cookie });
    const id = /^\/consent\?request=(orq_\w+)$/.exec(asked.headers.location ?? '')?.[1];
    const call = { at: bare.at, cookie, body: { decision: 'allow' } };
    const decided = await acme.send('POST', `/api/v1/oauth/requests/${id}`, call);
    expect(decided.status, decided.text).toBe(200);
    return decided.body.redirectTo;
  }

  const postForm = ({ at }: Place, path: string, fields: Record<string, string>) =>
    acme.send('POST', `/api/v1/oauth/${path}`, {
      at,
      body: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });

  it.each([bare, subdomain])('serves metadata with $origin as the only origin', async ({ at, origin }) => {
    const { body } = await acme.send('GET', '/.well-known/oauth-authorization-server', { at });
    expect(body.issuer).toBe(origin);
    for (const [name, value] of Object.entries(body))
      if (name.endsWith('_endpoint')) expect(value).toMatch(new RegExp(`^${origin}/api/v1/oauth/`));
  });

  it.each([bare, subdomain])('uses $origin as the issuer for a client that starts there', async (place) => {
    const client = await registerClient(acme);
    const { verifier, challenge } = pkce();
    const fields = { client_id: client.client_id, redirect_uri: redirectUri };
    const resource = `${place.origin}/mcp`;
    const path = authorizePath({ ...fields, code_challenge: challenge, resource });
    const { code = '', iss } = redirectParameters(await authorizeAt(place, path, acme.customer));
    expect(iss).toBe(place.origin);
    const exchanged = await postForm(place, 'token', {
      ...fields,
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      resource,
    });
    expect(exchanged.status, exchanged.text).toBe(200);
    for (const { at } of [bare, subdomain]) {
      const call = {
        at,
        token: exchanged.body.access_token,
        body: { jsonrpc: '2.0', id: 1, method: 'ping' },
      };
      const headers = { accept: 'application/json, text/event-stream' };
      expect((await acme.send('POST', '/mcp', { ...call, headers })).status).toBe(200);
    }
  });

  it('names the origin of the request in introspections, of the same token too', async () => {
    for (const { at, origin } of [bare, subdomain, bare]) {
      const answer = await acme.send('POST', '/api/v1/oauth/introspect', {
        at,
        token: acme.adminToken,
        body: new URLSearchParams({ token: acme.customerToken }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(answer.body).toMatchObject({ active: true, iss: origin });
    }
  });

  it('uses the issuer that the client knows when the member denies', async () => {
    const client = await registerClient(acme, { redirect_uris: ['http://127.0.0.1/callback'] });
    const path = authorizePath({
      client_id: client.client_id,
      redirect_uri: 'http://127.0.0.1:4711/callback',
      code_challenge: pkce().challenge,
    });
    const cookie = await signInAt(bare, acme.customer);
    const began = await acme.send('GET', path, { at: 'acme-corp' });
    const returnTo = new URL(began.headers.location ?? '', bare.origin).searchParams.get('returnTo') ?? '';
    const asked = await acme.send('GET', returnTo, { at: null, cookie });
    const id = asked.headers.location?.split('=')[1];
    const request = await acme.send('GET', `/api/v1/oauth/requests/${id}`, { at: null, cookie });
    expect(request.body.beginAgain).toContain(encodeURIComponent(subdomain.origin));
    const body = { decision: 'deny' };
    const denied = await acme.send('POST', `/api/v1/oauth/requests/${id}`, { at: null, cookie, body });
    expect(redirectParameters(denied.body.redirectTo)).toMatchObject({
      error: 'access_denied',
      iss: subdomain.origin,
    });
  });

  it('accepts a decision at the subdomain from a session there', async () => {
    const client = await registerClient(acme);
    const path = authorizePath({ client_id: client.client_id, code_challenge: pkce().challenge });
    const cookie = await signInAt(subdomain, acme.teamMember);
    const { location = '' } = (await acme.send('GET', path, { cookie })).headers;
    const page = await acme.send('GET', location, { headers: { cookie, accept: 'text/html' } });
    expect(page.status).toBe(200);
    const id = location.split('=')[1];
    const call = { cookie, body: { decision: 'allow' } };
    const decided = await acme.send('POST', `/api/v1/oauth/requests/${id}`, call);
    expect(redirectParameters(decided.body.redirectTo).iss).toBe(subdomain.origin);
  });

  it.each([
    'http://other-corp.localhost:3000',
    'https://evil.test',
    `${subdomain.origin}/`,
    'x'.repeat(9_000),
  ])('ignores another issuer: %s', async (issuer) => {
    const client = await registerClient(acme);
    const path = authorizePath({ client_id: client.client_id, code_challenge: pkce().challenge, issuer });
    const { iss } = redirectParameters(await authorizeAt(bare, path, acme.admin));
    expect(iss).toBe(bare.origin);
  });

  it('rejects resources of other origins', async () => {
    const client = await registerClient(acme);
    for (const resource of ['http://other-corp.localhost:3000/mcp', 'http://localhost:3001/mcp']) {
      const answer = await postForm(bare, 'device', { client_id: client.client_id, resource });
      expect(answer.body.error, answer.text).toMatch(/invalid_target|unauthorized_client/);
    }
  });
});

it('keeps connections of the subdomain working after its organization becomes the default', async () => {
  const before = await createAcme();
  const client = await registerClient(before);
  const { verifier, challenge } = pkce();
  const cookie = await before.signIn(before.customer);
  const resource = `${subdomain.origin}/mcp`;
  const path = authorizePath({ client_id: client.client_id, code_challenge: challenge, resource });
  const { location = '' } = (await before.send('GET', path, { cookie })).headers;
  const decision = { cookie, body: { decision: 'allow' } };
  const decided = await before.send('POST', `/api/v1/oauth/requests/${location.split('=')[1]}`, decision);
  const form = (fields: Record<string, string>) => ({
    body: new URLSearchParams({ client_id: client.client_id, ...fields }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  const exchange = {
    grant_type: 'authorization_code',
    code: redirectParameters(decided.body.redirectTo).code ?? '',
    code_verifier: verifier,
    redirect_uri: redirectUri,
  };
  const first = await before.send('POST', '/api/v1/oauth/token', form(exchange));
  const after = await createWorld({ databaseUrl: before.databaseUrl, defaultOrganization: 'acme-corp' });
  const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token, resource };
  const again = await after.send('POST', '/api/v1/oauth/token', form(refresh));
  expect(again.status, again.text).toBe(200);
  const headers = { accept: 'application/json, text/event-stream' };
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
  for (const at of ['acme-corp', null])
    expect(
      (await after.send('POST', '/mcp', { at, token: again.body.access_token, body: ping, headers })).status,
    ).toBe(200);
  await after.close();
  await before.close();
});
