import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { origin } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

describe('discovery', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  const read = (path: string, at: string | null = 'acme-corp') =>
    acme.send('GET', `/.well-known/${path}`, { at });

  it('names one issuer for each organization and its endpoints', async () => {
    const endpoint = (name: string) => `${origin}/api/v1/oauth/${name}`;
    const { body, status, headers } = await read('oauth-authorization-server');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(body).toMatchObject({
      issuer: origin,
      authorization_endpoint: endpoint('authorize'),
      token_endpoint: endpoint('token'),
      revocation_endpoint: endpoint('revoke'),
      introspection_endpoint: endpoint('introspect'),
      registration_endpoint: endpoint('register'),
      device_authorization_endpoint: endpoint('device'),
      scopes_supported: ['profile:read', 'tickets:read', 'tickets:write'],
      response_types_supported: ['code'],
      grant_types_supported: [
        'authorization_code',
        'refresh_token',
        'urn:ietf:params:oauth:grant-type:device_code',
      ],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
    });
    expect(body.token_endpoint_auth_methods_supported).toContain('none');
  });

  it('describes the API and the MCP server as resources', async () => {
    const shared = {
      authorization_servers: [origin],
      scopes_supported: ['profile:read', 'tickets:read', 'tickets:write'],
      bearer_methods_supported: ['header'],
    };
    expect((await read('oauth-protected-resource')).body).toMatchObject({ resource: origin, ...shared });
    expect((await read('oauth-protected-resource/mcp')).body).toMatchObject({
      resource: `${origin}/mcp`,
      ...shared,
    });
  });

  it('does not advertise registration when it is off', async () => {
    const patch = (registration: string) =>
      acme.send('PATCH', '/api/v1/organization', {
        token: acme.adminToken,
        body: { policy: { registration } },
      });
    await patch('off');
    const { body } = await read('oauth-authorization-server');
    expect(body).not.toHaveProperty('registration_endpoint');
    expect(body.client_id_metadata_document_supported).toBe(false);
    await patch('open');
  });

  it('ignores a forwarded host', async () => {
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    };
    const { text } = await acme.send('GET', '/.well-known/oauth-authorization-server', { headers });
    expect(text).not.toContain('evil.example');
  });

  it('returns 404 as JSON for every other path', async () => {
    for (const path of [
      '/.well-known/oauth-authorization-server/mcp',
      '/.well-known/oauth-protected-resource/other',
      '/.well-known/openid-configuration',
      '/.well-known/oauth-nothing',
      '/api/v1/oauth/nothing',
      '/api/v1/oauth/',
    ]) {
      const answer = await acme.send('GET', path, { headers: { accept: 'text/html' } });
      expect([answer.status, answer.body?.code], path).toEqual([404, 'not_found']);
    }
    for (const path of ['oauth-authorization-server', 'oauth-protected-resource/mcp'])
      expect((await read(path, null)).status).toBe(404);
  });

  it.each([
    ['GET', '/.well-known/oauth-authorization-server'],
    ['GET', '/.well-known/oauth-protected-resource/mcp'],
    ['POST', '/api/v1/oauth/token'],
    ['POST', '/api/v1/oauth/register'],
    ['POST', '/api/v1/oauth/revoke'],
    ['GET', '/api/v1/me'],
  ])('%s %s allows any origin, without browser credentials', async (method, path) => {
    const from = { origin: 'https://inspector.example' };
    const preflight = await acme.send('OPTIONS', path, {
      headers: {
        ...from,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization',
      },
    });
    expect(preflight.status).toBe(204);
    for (const { headers } of [preflight, await acme.send(method, path, { headers: from })]) {
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
    }
    const allowed = preflight.headers['access-control-allow-headers']?.toLowerCase() ?? '';
    for (const name of ['authorization', 'mcp-protocol-version', 'mcp-session-id', 'mcp-method', 'mcp-name'])
      expect(allowed).toContain(name);
    expect(preflight.headers['access-control-allow-methods']).toContain(method);
    const refused = await acme.send('GET', '/api/v1/me', { headers: from });
    expect(refused.headers['access-control-expose-headers']).toContain('WWW-Authenticate');
  });

  it.each([
    '/api/v1/oauth/authorize',
    '/api/v1/oauth/%61uthorize',
    '/sign-in',
    '/settings/account/security',
    '/consent',
    '/setup',
    '/healthz',
  ])('%s allows no other origin', async (path) => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    for (const method of ['OPTIONS', 'GET', 'POST'])
      expect((await acme.send(method, path, { headers })).headers).not.toHaveProperty(
        'access-control-allow-origin',
      );
  });

  it.each(['/api/v1/auth/login', '/api/v1/auth/invitation/accept', '/api/v1/setup'])(
    '%s, which accepts no token, allows nothing in a preflight',
    async (path) => {
      const { status, headers } = await acme.send('OPTIONS', path, {
        headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      });
      expect(status).toBe(204);
      for (const name of ['methods', 'headers', 'credentials'])
        expect(headers).not.toHaveProperty(`access-control-allow-${name}`);
    },
  );
});
