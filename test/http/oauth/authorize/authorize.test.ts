import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authorizePath,
  connect,
  origin,
  pkce,
  type RegisteredClient,
  redirectParameters,
  redirectUri,
  registerClient,
} from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

const confidential = { token_endpoint_auth_method: 'client_secret_post' };

describe('GET /api/v1/oauth/authorize', () => {
  let acme: Acme;
  let client: RegisteredClient;
  let cookie: string;
  const { challenge } = pkce();
  beforeAll(async () => {
    acme = await createAcme();
    // A client with a secret is trusted, so errors are redirected to it.
    client = await registerClient(acme, confidential);
    cookie = await acme.signIn(acme.teamMember);
  });
  afterAll(() => acme.close());

  const good = () => ({ client_id: client.client_id, code_challenge: challenge });
  const get = (parameters: Record<string, string | null>, headers: Record<string, string> = {}) =>
    acme.send('GET', authorizePath({ ...good(), ...parameters }), { cookie, headers });

  it.each([
    ['no client', { client_id: null }, 'invalid_request'],
    ['an unknown client', { client_id: 'cli_unknown' }, 'invalid_client'],
    ['a malformed client id', { client_id: '<script>' }, 'invalid_client'],
    ['an unregistered redirect', { redirect_uri: 'https://evil.example/callback' }, 'invalid_redirect_uri'],
    [
      'a redirect with an uppercase scheme',
      { redirect_uri: 'HTTPS://app.example.com/callback' },
      'invalid_redirect_uri',
    ],
    ['a redirect with an extra path', { redirect_uri: `${redirectUri}/x` }, 'invalid_redirect_uri'],
    ['a redirect with an extra query', { redirect_uri: `${redirectUri}?x=1` }, 'invalid_redirect_uri'],
    ['a redirect with a fragment', { redirect_uri: `${redirectUri}#x` }, 'invalid_redirect_uri'],
    ['an uppercase redirect', { redirect_uri: redirectUri.toUpperCase() }, 'invalid_redirect_uri'],
    ['javascript', { redirect_uri: 'javascript:alert(1)' }, 'invalid_redirect_uri'],
  ])('shows a page instead of a redirect for %s', async (_what, change, error) => {
    const page = await get(change, { accept: 'text/html' });
    expect(page.status).toBe(400);
    expect(page.headers).not.toHaveProperty('location');
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(page.text).not.toContain('<script>');
    const json = await get(change, { accept: 'application/json' });
    expect([json.status, json.body.error]).toEqual([400, error]);
    expect(json.headers).not.toHaveProperty('location');
  });

  it.each(['client_id', 'redirect_uri'])('shows a page for a repeated %s', async (name) => {
    const path = `${authorizePath(good())}&${name}=${encodeURIComponent(redirectUri)}`;
    const answer = await acme.send('GET', path, { cookie });
    expect([answer.status, answer.headers.location]).toEqual([400, undefined]);
  });

  it.each([
    ['no response_type', { response_type: null }, 'invalid_request'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['a hybrid flow', { response_type: 'code token' }, 'unsupported_response_type'],
    ['an ID token', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['another response_mode', { response_mode: 'fragment' }, 'invalid_request'],
    ['no challenge', { code_challenge: null }, 'invalid_request'],
    ['a short challenge', { code_challenge: 'abc' }, 'invalid_request'],
    ['a malformed challenge', { code_challenge: '='.repeat(43) }, 'invalid_request'],
    ['no challenge method', { code_challenge_method: null }, 'invalid_request'],
    ['the challenge method plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['an unknown scope', { scope: 'tickets:read everything' }, 'invalid_scope'],
    ['a scope for personal access tokens only', { scope: 'tokens:write' }, 'invalid_scope'],
    ['the resource of another server', { resource: 'https://elsewhere.example' }, 'invalid_target'],
    ['a malformed resource', { resource: 'nonsense' }, 'invalid_target'],
    ["another organization's resource", { resource: 'http://other.localhost:3000/mcp' }, 'invalid_target'],
    ['a resource with a fragment', { resource: `${origin}/mcp#x` }, 'invalid_target'],
    ['a NUL', { scope: 'tickets:read\0' }, 'invalid_request'],
  ])('redirects to the client with error, state and iss for %s', async (_what, change, error) => {
    const answer = await get(change);
    expect(answer.status).toBe(303);
    expect(answer.headers.location?.startsWith(`${redirectUri}?`)).toBe(true);
    expect(redirectParameters(answer.headers.location)).toEqual({
      error,
      error_description: expect.stringMatching(/^[\x20-\x7e]+$/),
      state: 'a state',
      iss: origin,
    });
  });

  it.each(['response_type', 'scope', 'code_challenge', 'code_challenge_method', 'state'])(
    'redirects to the client with an error for a repeated %s',
    async (name) => {
      const answer = await acme.send('GET', `${authorizePath(good())}&${name}=S256&scope=`, { cookie });
      const { error, state } = redirectParameters(answer.headers.location);
      expect(error).toBe('invalid_request');
      expect(state).toBe(name === 'state' ? undefined : 'a state');
    },
  );

  it.each([
    ['a repeated unknown parameter', 'display=page&display=popup'],
    [
      'a repeated resource',
      `resource=${encodeURIComponent(origin)}&resource=${encodeURIComponent(`${origin}/mcp`)}`,
    ],
    ['a resource with a trailing slash', `resource=${encodeURIComponent(`${origin}/`)}`],
    ['empty values', 'scope=&resource=&prompt='],
    ['offline_access', 'scope=offline_access%20tickets:read'],
    ['OpenID Connect scopes', 'scope=openid%20email%20tickets:read'],
    ['openid alone', 'scope=openid'],
  ])('accepts %s', async (_what, query) => {
    const answer = await acme.send('GET', `${authorizePath(good())}&${query}`, { cookie });
    expect(answer.headers.location).toMatch(/^\/consent\?request=orq_/);
  });

  it('returns no state if none is sent, and uses the only redirect if it is left out', async () => {
    const answer = await get({ state: null, response_type: 'x' });
    expect(redirectParameters(answer.headers.location)).not.toHaveProperty('state');
    expect((await get({ redirect_uri: null })).headers.location).toMatch(/^\/consent/);
    const two = await registerClient(acme, { redirect_uris: [redirectUri, `${redirectUri}/2`] });
    const withoutRedirect = await get(
      { client_id: two.client_id, redirect_uri: null },
      { accept: 'application/json' },
    );
    expect([withoutRedirect.status, withoutRedirect.body.error]).toEqual([400, 'invalid_request']);
  });

  it('keeps the query of a redirect', async () => {
    const uri = 'https://app.example.com/callback?tenant=7';
    const { client_id } = await registerClient(acme, { ...confidential, redirect_uris: [uri] });
    const answer = await get({ client_id, redirect_uri: uri, response_type: 'x' });
    expect(answer.headers.location).toMatch(/\?tenant=7&error=unsupported_response_type/);
  });

  it('asks for consent once for the same client, redirect, scopes and resource', async () => {
    const { client: known } = await connect(acme, acme.teamMember, {
      client: await registerClient(acme, confidential),
      scope: 'tickets:read',
      resource: `${origin}/mcp`,
    });
    const ask = (change: Record<string, string | null>) => get({ client_id: known.client_id, ...change });
    const mcp = { resource: `${origin}/mcp` };
    const again = await ask({ ...mcp, scope: 'tickets:read' });
    expect(redirectParameters(again.headers.location)).toEqual({
      code: expect.stringMatching(/^spedy_oac_/),
      state: 'a state',
      iss: origin,
    });
    for (const more of [
      { ...mcp, scope: 'tickets:read tickets:write' },
      { scope: 'tickets:read' },
      { ...mcp, scope: 'tickets:read', prompt: 'consent' },
    ])
      expect((await ask(more)).headers.location).toMatch(/^\/consent/);
    const other = await acme.signIn(acme.admin);
    const path = authorizePath({ ...good(), ...mcp, client_id: known.client_id, scope: 'tickets:read' });
    expect((await acme.send('GET', path, { cookie: other })).headers.location).toMatch(/^\/consent/);
  });

  it('always asks for consent when another program could receive the redirect', async () => {
    for (const uri of ['http://127.0.0.1:33418', 'cursor://anysphere.cursor-mcp/oauth/callback']) {
      const { client_id } = await registerClient(acme, { redirect_uris: [uri] });
      for (let times = 0; times < 2; times += 1) {
        const asked = await get({ client_id, redirect_uri: uri });
        expect(asked.headers.location).toMatch(/^\/consent/);
        const id = asked.headers.location?.split('=')[1];
        const body = { decision: 'allow' };
        const decided = await acme.send('POST', `/api/v1/oauth/requests/${id}`, { cookie, body });
        expect(decided.body.redirectTo.startsWith(`${uri}?code=spedy_oac_`)).toBe(true);
      }
    }
  });

  it('does not accept a token in place of a session, HEAD or POST', async () => {
    const path = authorizePath(good());
    const byToken = await acme.send('GET', path, { token: acme.teamMemberToken });
    expect(byToken.headers.location).toMatch(/^\/sign-in\?returnTo=/);
    const rows = () => acme.db.selectFrom('oauth_requests').selectAll().execute();
    const before = (await rows()).length;
    expect((await acme.send('HEAD', path, { cookie })).status).toBe(405);
    expect((await acme.send('POST', path, { cookie })).status).toBe(405);
    expect(await rows()).toHaveLength(before);
  });

  it('sends no CORS headers', async () => {
    const headers = { origin: 'https://evil.example' };
    const answer = await get({}, headers);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it("rejects another organization's client", async () => {
    await acme.createOrganization('other-corp');
    const answer = await acme.send('GET', authorizePath(good()), { at: 'other-corp' });
    expect([answer.status, answer.headers.location]).toEqual([400, undefined]);
    expect((await acme.send('GET', authorizePath(good()), { at: null })).status).toBe(404);
  });
});
