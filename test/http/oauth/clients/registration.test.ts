import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecretKey } from '../../../../src/credentials/keys/secret-key.ts';
import { tokenKindOf } from '../../../../src/credentials/token-format.ts';
import type { Answer, Call } from '../../../support/client.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

const path = '/api/v1/oauth/register';
const redirect = 'https://app.example.com/callback';

/** Asserts an error in the form of RFC 6749 5.2 and returns its description. */
function expectOAuthError(answer: Answer, status: number, error: string): string {
  expect({ status: answer.status, error: answer.body?.error }, answer.text).toEqual({ status, error });
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
  expect(Object.keys(answer.body).sort()).toEqual(['error', 'error_description']);
  return answer.body.error_description;
}

describe('POST /api/v1/oauth/register', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme({ trustProxy: ['127.0.0.1'] });
    await acme.createOrganization('other-corp');
    await acme.createOrganization('small-corp', 'starter');
  });
  afterAll(() => acme.close());

  let addresses = 0;
  /** Registers from a new address each time, so that tests do not share a rate limit. */
  const register = (body: unknown, call: Call = {}) => {
    addresses += 1;
    const address = { 'x-forwarded-for': `203.0.113.${addresses}` };
    return acme.send('POST', path, { body, ...call, headers: { ...address, ...call.headers } });
  };
  it('returns an id, a secret that is shown once, and the registered metadata', async () => {
    const answer = await register({
      client_name: '  Reporting  ',
      redirect_uris: [redirect, redirect],
      client_uri: 'https://app.example.com',
      logo_uri: 'https://app.example.com/logo.png',
      application_type: 'web',
      scope: 'openid tickets:read',
      grant_types: ['authorization_code', 'refresh_token', 'implicit'],
      response_types: ['code', 'token'],
      contacts: ['ops@example.com'],
      software_id: 'x',
      unheard_of: { a: 1 },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': expect.stringContaining('application/json'),
    });
    expect(answer.body).toEqual({
      client_id: expect.stringMatching(/^cli_[\w-]{40,8000}$/),
      client_id_issued_at: acme.clock.now() / 1000,
      client_secret: expect.stringMatching(/^spd_[0-9A-Za-z]{38}$/),
      client_secret_expires_at: 0,
      client_name: 'Reporting',
      redirect_uris: [redirect],
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      scope: 'tickets:read',
      client_uri: 'https://app.example.com',
      logo_uri: 'https://app.example.com/logo.png',
      application_type: 'web',
    });
    expect(tokenKindOf(answer.body.client_secret)).toBe('client_secret');
    expect(answer.body.client_id).not.toContain(answer.body.client_secret);
    expect(acme.log.join('')).not.toContain(answer.body.client_secret);
  });

  it('returns no secret to a public client', async () => {
    const { status, body } = await register({
      client_name: 'Cursor',
      redirect_uris: [
        'cursor://anysphere.cursor-mcp/oauth/callback',
        'https://www.cursor.com/agents/mcp/oauth/callback',
        'http://localhost:8787/callback',
      ],
      token_endpoint_auth_method: 'none',
      client_uri: '',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      client_name: 'Cursor',
      token_endpoint_auth_method: 'none',
      scope: 'profile:read tickets:read tickets:write',
    });
    for (const absent of ['client_secret', 'client_secret_expires_at', 'client_uri', 'application_type'])
      expect(body).not.toHaveProperty(absent);
  });

  it('gives a client without a name a default one, and registers on every plan', async () => {
    const named = async (uri: string) =>
      (await register({ redirect_uris: [uri], token_endpoint_auth_method: 'none' }, { at: 'small-corp' }))
        .body.client_name;
    expect(await named(redirect)).toBe('app.example.com');
    expect(await named('http://127.0.0.1:33418')).toBe('Unnamed app');
    expect(await named('com.example.app:/cb')).toBe('Unnamed app');
  });

  it.each([
    'raycast://oauth?package_name=spedy',
    'goose://oauth/callback',
    'lmstudio://mcp/oauth/callback',
    'jetbrains://idea/oauth/callback',
    'windsurf://codeium.windsurf/oauth/callback',
    'com.example.tool:/callback',
  ])('accepts %s from a public client only', async (uri) => {
    const metadata = { redirect_uris: [uri], token_endpoint_auth_method: 'none' };
    const answer = await register(metadata);
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body.redirect_uris).toEqual([uri]);
    const confidential = await register({ ...metadata, token_endpoint_auth_method: 'client_secret_post' });
    expectOAuthError(confidential, 400, 'invalid_redirect_uri');
  });

  it('accepts a device client without redirects', async () => {
    const { status, body } = await register({
      client_name: 'Television',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_basic',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ redirect_uris: [], response_types: [] });
  });

  it.each([
    [{}, 'redirect_uris: at least one'],
    [{ redirect_uris: [] }, 'at least one'],
    [{ redirect_uris: redirect }, 'must be an array'],
    [{ redirect_uris: [redirect, 1] }, 'must be an array'],
    [{ redirect_uris: ['javascript:alert(1)'] }, 'redirect_uris[0]: must use https'],
    [{ redirect_uris: [redirect, 'http://app.example.com/cb'] }, 'redirect_uris[1]: must use https'],
    [{ redirect_uris: ['com.example.app:/cb'] }, 'token_endpoint_auth_method none'],
    [{ redirect_uris: ['http://127.0.0.1:0/cb'] }, 'not port 0'],
    [{ redirect_uris: ['HTTP://localhost:8787/cb'] }, 'lower case'],
    [{ redirect_uris: ['Raycast://cb'], token_endpoint_auth_method: 'none' }, 'lower case'],
    [{ redirect_uris: ['sometool://cb'], token_endpoint_auth_method: 'none' }, 'reverse domain name'],
    [{ redirect_uris: [`${redirect}#`] }, 'fragment'],
    [{ redirect_uris: Array.from({ length: 11 }, (_, n) => `${redirect}/${n}`) }, 'at most 10'],
    [{ redirect_uris: [`https://app.example.com/${'a'.repeat(2_000)}`] }, '2000'],
  ])('rejects redirects with invalid_redirect_uri: %j', async (body, reason) => {
    expect(expectOAuthError(await register(body), 400, 'invalid_redirect_uri')).toContain(reason);
  });

  it.each([
    [{ client_name: '' }, 'client_name'],
    [{ client_name: ' ' }, 'client_name'],
    [{ client_name: 7 }, 'client_name'],
    [{ client_name: 'x'.repeat(101) }, '100'],
    [{ client_name: 'two\nlines' }, 'client_name'],
    [{ client_name: 'Good\u202edaB' }, 'client_name'],
    [{ client_uri: 'http://app.example.com' }, 'client_uri'],
    [{ client_uri: 'javascript:alert(1)' }, 'client_uri'],
    [{ client_uri: 'https://user:word@app.example.com' }, 'client_uri'],
    [{ logo_uri: 'data:image/png;base64,AAAA' }, 'logo_uri'],
    [{ logo_uri: ['https://app.example.com/logo.png'] }, 'logo_uri'],
    [{ logo_uri: `https://app.example.com/${'a'.repeat(2_000)}` }, 'logo_uri'],
    [{ token_endpoint_auth_method: 'tls_client_auth' }, 'client_secret_basic, private_key_jwt'],
    [{ grant_types: ['implicit'] }, 'grant_types'],
    [{ grant_types: ['refresh_token'] }, 'grant_types'],
    [{ grant_types: 'authorization_code' }, 'grant_types'],
    [{ response_types: ['token'] }, 'response_types'],
    [{ scope: ['tickets:read'] }, 'scope'],
    [{ application_type: 1 }, 'application_type'],
  ])('rejects metadata with invalid_client_metadata: %j', async (change, reason) => {
    const answer = await register({ client_name: 'Reporting', redirect_uris: [redirect], ...change });
    expect(expectOAuthError(answer, 400, 'invalid_client_metadata')).toContain(reason);
  });

  it('rejects a lone surrogate, as in every body', async () => {
    const answer = await register({ client_name: '\ud800', redirect_uris: [redirect] });
    expect(expectOAuthError(answer, 400, 'invalid_request')).toBe('client_name: must be valid Unicode');
  });

  it('counts the length of a name in code points', async () => {
    const { status, body } = await register({ client_name: '🦊'.repeat(100), redirect_uris: [redirect] });
    expect({ status, name: body.client_name }).toEqual({ status: 201, name: '🦊'.repeat(100) });
  });

  it('accepts long redirects if one client id can hold them', async () => {
    const tail = 'a'.repeat(1_970);
    const alike = Array.from({ length: 8 }, (_, n) => `https://app.example.com/${n}/${tail}`);
    expect((await register({ redirect_uris: alike })).status).toBe(201);
    const noise = () => Array.from({ length: 30 }, () => SecretKey.generate().replaceAll(/\W/g, '')).join('');
    const random = Array.from({ length: 10 }, () => `https://app.example.com/${noise()}`);
    const answer = await register({ redirect_uris: random });
    expect(expectOAuthError(answer, 400, 'invalid_client_metadata')).toContain('too long');
  });

  it('rejects a body that is not a JSON object', async () => {
    for (const body of ['[]', '"text"', 'null', '7'])
      expectOAuthError(await register(body), 400, 'invalid_client_metadata');
    expectOAuthError(await register('{"client_name":'), 400, 'invalid_request');
    expectOAuthError(await register(undefined), 400, 'invalid_client_metadata');
  });

  it('rejects a form, and a body over 16 KiB', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expectOAuthError(await register('client_name=x', { headers: form }), 415, 'invalid_request');
    const full = JSON.stringify({ redirect_uris: [redirect], ignored: '' });
    const filled = (size: number) => full.replace('""', `"${'x'.repeat(size - full.length)}"`);
    expect((await register(filled(16_384))).status).toBe(201);
    const answer = await register(filled(16_385));
    expect(expectOAuthError(answer, 413, 'invalid_request')).toBe('The body is larger than 16 KiB.');
  });

  it("accepts only POST at an organization's host", async () => {
    const body = { redirect_uris: [redirect] };
    expectOAuthError(await register(body, { at: null }), 404, 'invalid_request');
    expectOAuthError(await register(body, { at: 'nobody' }), 404, 'invalid_request');
    expectOAuthError(await acme.send('GET', path), 405, 'invalid_request');
  });

  it('allows other origins', async () => {
    const origin = { origin: 'https://inspector.example.com' };
    const answer = await register({ redirect_uris: [redirect] }, { headers: origin });
    expect(answer.status).toBe(201);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });

  it('accepts 20 registrations a minute from one address, and stores no rows', async () => {
    const tables = ['oauth_applications', 'audit_events', 'settings', 'idempotency_keys'] as const;
    const count = async () =>
      Promise.all(
        tables.map(async (table) => {
          const rows = await acme.db.selectFrom(table).selectAll().execute();
          return [table, rows.length];
        }),
      );
    await register({ redirect_uris: [redirect] });
    const before = await count();
    const flood = { body: { redirect_uris: [redirect] }, headers: { 'x-forwarded-for': '198.51.100.7' } };
    const answers = await Promise.all(Array.from({ length: 300 }, () => acme.send('POST', path, flood)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const answer of refused) {
      expectOAuthError(answer, 429, 'temporarily_unavailable');
      expect(answer.headers['retry-after']).toMatch(/^[1-5]?\d$|^60$/);
    }
    expect(await count()).toEqual(before);
    const ids = answers.flatMap(({ body }) => body.client_id ?? []);
    expect(new Set(ids).size).toBe(20);
    expect((await register({ redirect_uris: [redirect] })).status).toBe(201);
  });
});
