import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Call } from '../../support/client.ts';
import { exchange, head, listen } from '../../support/servers/sockets.ts';
import { type Acme, createAcme, createWorld } from '../../support/world.ts';

const origin = 'https://inspector.example';
const host = 'acme-corp.localhost:3000';

/** Expects a response that any origin can read, and no CORS headers without Origin. */
async function expectOpen(ask: (headers: Record<string, string>) => Promise<Answer>, status: number) {
  const answer = await ask({ origin });
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers['access-control-allow-origin']).toBe('*');
  expect(answer.headers['access-control-expose-headers']).toContain('WWW-Authenticate');
  expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  const names = Object.keys((await ask({})).headers);
  expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
}

describe('a page of another origin', () => {
  let acme: Acme;
  let limited: Acme;
  let port: number;
  beforeAll(async () => {
    acme = await createAcme({ mcpOrigins: [origin] });
    limited = await createAcme({ rateLimit: 1, mcpOrigins: [origin] });
    port = await listen(acme.app.server);
  });
  afterAll(async () => {
    await acme.close();
    await limited.close();
  });

  const large = { body: { name: 'x'.repeat(70_000) } };
  it.each<[number, string, string, Call]>([
    [200, 'GET', '/api/v1/me', {}],
    [200, 'GET', '/.well-known/oauth-authorization-server', {}],
    [200, 'GET', '/openapi.json', {}],
    [400, 'GET', '/api/v1/tickets?page=x', {}],
    [400, 'GET', '/api/v1/%zz', {}],
    [401, 'GET', '/api/v1/me', { token: 'spedy_pat_nonsense' }],
    [401, 'POST', '/mcp', { token: '', body: {} }],
    [401, 'GET', '/mcp', { token: '' }],
    [405, 'GET', '/mcp', {}],
    [405, 'DELETE', '/mcp', {}],
    [405, 'POST', '/api/v1/organization', {}],
    [405, 'GET', '/api/v1/oauth/token', {}],
    [404, 'GET', '/api/v1/nothing', {}],
    [404, 'GET', '/api/nothing', {}],
    [404, 'POST', '/mcp/nothing', {}],
    [404, 'GET', '/.well-known/openid-configuration', {}],
    [404, 'GET', '/.well-known/oauth-authorization-server/mcp', {}],
    [404, 'GET', '/api/v1/me', { headers: { host: 'nobody.localhost:3000' } }],
    [403, 'POST', '/mcp', { headers: { host: 'nobody.localhost:3000' }, body: {} }],
    [404, 'GET', '/.well-known/oauth-authorization-server', { at: null }],
    [413, 'POST', '/api/v1/me/tokens', large],
    [413, 'POST', '/mcp', large],
    [415, 'POST', '/api/v1/oauth/token', { body: {} }],
    [401, 'GET', '/api/v1/me/sessions', { token: '' }],
  ])('can read a %i of %s %s', async (status, method, path, { headers: more, ...call }) => {
    const token = call.token === '' ? {} : { token: call.token ?? acme.adminToken };
    const { token: _token, ...rest } = call;
    await expectOpen(
      (headers) => acme.send(method, path, { ...rest, ...token, headers: { ...more, ...headers } }),
      status,
    );
  });

  it('can read a 429', async () => {
    const { adminToken: token } = limited;
    for (const [path, call] of [
      ['/api/v1/me', { token }],
      ['/mcp', { token }],
      ['/api/v1/nothing', {}],
      ['/api/v1/oauth/register', {}],
    ] as const) {
      await limited.send('GET', path, call);
      await expectOpen((headers) => limited.send('GET', path, { ...call, headers }), 429);
    }
  });

  it('can read the 503 of a server that is not ready', async () => {
    const world = await createWorld({ isReady: () => false });
    for (const path of ['/api/v1/me', '/mcp', '/.well-known/oauth-authorization-server'])
      await expectOpen((headers) => world.send('GET', path, { headers }), 503);
    await world.close();
  });

  const wire = (lines: string[], headers: Record<string, string>, path = '/api/v1/me') =>
    exchange(
      port,
      head(path, [
        `Host: ${host}`,
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
        ...lines,
      ]),
    );
  it('can read a 400 and a 431 of the HTTP parser', async () => {
    await expectOpen((headers) => wire(['Content-Length: x'], headers), 400);
    await expectOpen((headers) => wire([`X-Long: ${'x'.repeat(17_000)}`], headers), 431);
    await expectOpen((headers) => wire([], { ...headers, 'X-Odd': 'a\0b' }), 400);
  });

  it('can read the 400 for a second Host header', async () => {
    await expectOpen((headers) => wire([`Host: ${host}`], headers), 400);
  });

  const preflight = (path: string, call: Call = {}) =>
    acme.send('OPTIONS', path, {
      ...call,
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,mcp-protocol-version',
        ...call.headers,
      },
    });
  it.each([
    ['/api/v1/me', {}],
    ['/mcp', {}],
    ['/mcp/', {}],
    ['/api/v1/nothing', {}],
    ['/.well-known/openid-configuration', {}],
    ['/.well-known/oauth-protected-resource/mcp', {}],
    ['/api/v1/me', { headers: { host: 'nobody.localhost:3000' } }],
  ])('gets a successful preflight for %s', async (path, call) => {
    const answer = await preflight(path, call);
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([204, '*']);
    expect(answer.headers['access-control-allow-headers']).toMatch(/Authorization.*MCP-Protocol-Version/);
  });

  it('gets a successful preflight when rate limited or when the server is not ready', async () => {
    const world = await createWorld({ isReady: () => false, rateLimit: 1 });
    for (let times = 0; times < 3; times += 1) {
      const headers = { origin, 'access-control-request-method': 'GET' };
      expect((await world.send('OPTIONS', '/api/v1/me', { headers })).status).toBe(204);
    }
    await world.close();
  });
});

describe('Cross-Origin-Opener-Policy', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme({ defaultOrganization: 'acme-corp' });
  });
  afterAll(() => acme.close());

  const policyOf = async (path: string, at: string | null) => {
    const answer = await acme.send('GET', path, { at, headers: { accept: 'text/html' } });
    return answer.headers['cross-origin-opener-policy'];
  };

  it('is absent on all pages of an authorization, so that a popup keeps its opener', async () => {
    const way = [
      '/sign-in?returnTo=%2Fconsent',
      '/consent?request=orq_x',
      '/device',
      '/api/v1/oauth/authorize',
    ];
    for (const at of [null, 'acme-corp'])
      for (const path of way) expect([path, await policyOf(path, at)]).toEqual([path, undefined]);
  });

  it('is same-origin on other pages', async () => {
    for (const path of ['/', '/settings/account/access-tokens', '/docs'])
      expect(await policyOf(path, null)).toBe('same-origin');
  });
});
