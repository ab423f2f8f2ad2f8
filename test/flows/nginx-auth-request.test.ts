import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { scopes } from '../../src/access/scopes.ts';
import { type Answer, expectError } from '../support/client.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { connect, redirectUri, registerClient } from '../support/oauth/oauth.ts';
import { blockOf, withoutTls } from '../support/servers/documented-block.ts';
import { startEchoService } from '../support/servers/echo-service.ts';
import { describeWithNginx, Nginx } from '../support/servers/nginx.ts';
import { fetchFrom, listen } from '../support/servers/sockets.ts';
import { type Acme, createAcme, type Member } from '../support/world.ts';

const block = blockOf('nginx', 'docs/proxies.md', '## nginx');
const verifyPath = '/api/v1/auth/verify;';

describeWithNginx('a service behind nginx with auth_request', () => {
  let acme: Acme;
  let service: Awaited<ReturnType<typeof startEchoService>>;
  let ports: { spedy: number; open: number; scoped: number; applications: number; unreachable: number };
  const proxies: Nginx[] = [];
  let member: Member;
  let token: string;

  beforeAll(async () => {
    const [baseUrl, trustProxy] = ['https://spedy.example', ['127.0.0.1']];
    acme = await createAcme({ baseUrl, trustProxy, rateLimit: 10_000 });
    await acme.createOrganization('other-corp');
    service = await startEchoService();
    const [spedy, open, scoped, applications, unreachable] = [
      await listen(acme.app.server),
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    ports = { spedy, open, scoped, applications, unreachable };
    const startProxy = async (port: number, spedyPort: number, more: Record<string, string> = {}) => {
      const changes = {
        '127.0.0.1:3000': `127.0.0.1:${spedyPort}`,
        '127.0.0.1:8080': `127.0.0.1:${service.port}`,
        ...more,
      };
      proxies.push(await Nginx.start(withoutTls(block, port, changes), port));
    };
    await startProxy(open, spedy);
    await startProxy(scoped, spedy, {
      [verifyPath]: verifyPath.replace(';', '?scope=tickets:write+profile:read;'),
    });
    await startProxy(applications, spedy, {
      [verifyPath]: verifyPath.replace(';', '?allow=pat,session,oauth;'),
    });
    await startProxy(unreachable, await freePort());
  });
  afterAll(async () => {
    for (const proxy of proxies) await proxy.end();
    await service.close();
    await acme.close();
  });
  beforeEach(async () => {
    service.received.length = 0;
    member = await acme.createMember('acme-corp', `member-${Math.random()}@acme.test`, 'TEAM_MEMBER');
    token = await acme.createToken(member);
  });

  type Request = { token?: string; method?: string; headers?: Record<string, string>; body?: string };
  const ask = (path: string, { token, headers, ...rest }: Request = {}, port = ports.open) =>
    fetchFrom(port, {
      ...rest,
      path,
      host: 'tool.example',
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    });
  /** Expects Spedy's complete error response, and that the service received nothing. */
  function expectRefusal(answer: Answer, status: number, code: string) {
    expectError(answer, status, code);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('x-spedy-'))).toEqual([]);
    expect(service.received).toEqual([]);
  }
  const metadata = 'resource_metadata="https://acme-corp.spedy.example/.well-known/oauth-protected-resource"';

  it("returns Spedy's 401 with one challenge without a token", async () => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const body = method === 'POST' ? { body: 'x=y' } : {};
      const answer = await ask('/report?scope=nonsense', { method, ...body });
      expectRefusal(answer, 401, 'authentication_required');
      expect(answer.headers['www-authenticate']).toBe(`Bearer realm="spedy", ${metadata}`);
    }
    expect((await ask('/report', { method: 'HEAD' })).status).toBe(401);
  });

  it('passes a valid request on unchanged, with the principal in headers', async () => {
    const answer = await ask('/report?scope=nonsense&page=2', { token, method: 'PUT', body: '{"a":1}' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      method: 'PUT',
      path: '/report?scope=nonsense&page=2',
      body: '{"a":1}',
      headers: {
        host: 'tool.example',
        'x-spedy-user': member.id,
        'x-spedy-organization': 'acme-corp',
        'x-spedy-role': 'TEAM_MEMBER',
        'x-spedy-scopes': scopes.join(' '),
        'x-spedy-method': 'pat',
        'x-spedy-credential': expect.stringMatching(/^tok_/),
      },
    });
    expect(answer.body.headers).not.toHaveProperty('authorization');
    expect(service.received).toHaveLength(1);
  });

  it('removes identity headers that a client sends', async () => {
    const forged = {
      user: acme.admin.id,
      organization: 'other-corp',
      role: 'ADMIN',
      scopes: 'everything',
      method: 'session',
      credential: 'ses_forged',
      client: 'cli_forged',
    };
    const dashes = Object.entries(forged).map(([name, value]) => [`X-Spedy-${name}`, value]);
    const underscores = Object.entries(forged).map(([name, value]) => [`X_Spedy_${name}`, value]);
    const headers = Object.fromEntries([...dashes, ...underscores]);
    const { body } = await ask('/', { token, headers });
    const seen = Object.entries(body.headers).filter(([name]) => /^x.spedy/i.test(name));
    expect(Object.fromEntries(seen)).toEqual({
      'x-spedy-user': member.id,
      'x-spedy-organization': 'acme-corp',
      'x-spedy-role': 'TEAM_MEMBER',
      'x-spedy-scopes': scopes.join(' '),
      'x-spedy-method': 'pat',
      'x-spedy-credential': expect.stringMatching(/^tok_/),
    });
    service.received.length = 0;
    expectRefusal(await ask('/', { headers }), 401, 'authentication_required');
  });

  it('prevents a client from choosing the organization or calling the check itself', async () => {
    const otherAdmin = await acme.createMember('other-corp', `sam-${Math.random()}@other.test`, 'ADMIN');
    const otherToken = await acme.createToken(otherAdmin);
    const host = 'other-corp.spedy.example';
    const headers = { 'X-Forwarded-Host': host, Forwarded: `host=${host}` };
    expectRefusal(await ask('/', { token: otherToken, headers }), 401, 'token_invalid');
    const direct = await ask('/_spedy', { token });
    expect(direct.status).toBe(404);
    expect(direct.headers).not.toHaveProperty('x-spedy-user');
  });

  it('prevents a client from choosing the address that failures count against', async () => {
    const remaining = async (address: string) => {
      const answer = await ask('/', { headers: { 'X-Forwarded-For': address } });
      return Number(answer.headers['ratelimit-remaining']);
    };
    expect(await remaining('192.0.2.1')).toBeGreaterThan(await remaining('192.0.2.2'));
  });

  it('returns 401 for a revoked token at the next request', async () => {
    expect((await ask('/', { token })).status).toBe(200);
    const { tokenId } = (await acme.send('GET', '/api/v1/me', { token })).body.authentication;
    expect((await acme.send('DELETE', `/api/v1/me/tokens/${tokenId}`, { token })).status).toBe(204);
    service.received.length = 0;
    const answer = await ask('/', { token });
    expectRefusal(answer, 401, 'token_revoked');
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer realm="spedy", error="invalid_token", error_description="The token has been revoked", ${metadata}`,
    );
  });

  it('passes a changed role on at the next request', async () => {
    expect((await ask('/', { token })).body.headers['x-spedy-role']).toBe('TEAM_MEMBER');
    const path = `/api/v1/users/${member.id}`;
    await acme.send('PATCH', path, { token: acme.adminToken, body: { role: 'CUSTOMER' } });
    expect((await ask('/', { token })).body.headers['x-spedy-role']).toBe('CUSTOMER');
  });

  it("returns Spedy's 403 on a plan without tokens", async () => {
    await acme.setPlan('acme-corp', 'starter');
    const answer = await ask('/', { token, method: 'POST', body: 'x' });
    await acme.setPlan('acme-corp', 'pro');
    expectRefusal(answer, 403, 'plan_required');
    expect(answer.headers).not.toHaveProperty('www-authenticate');
  });

  it("returns Spedy's 403 with a challenge that names the scope that the proxy requires", async () => {
    const narrow = await acme.createToken(member, { scopes: ['tickets:read', 'profile:read'] });
    const answer = await ask('/', { token: narrow }, ports.scoped);
    expectRefusal(answer, 403, 'insufficient_scope');
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer error="insufficient_scope", scope="profile:read tickets:write", ${metadata}`,
    );
    const sufficient = await acme.createToken(member, { scopes: ['tickets:write', 'profile:read'] });
    const { body } = await ask('/', { token: sufficient }, ports.scoped);
    expect(body.headers['x-spedy-scopes']).toBe('profile:read tickets:write');
  });

  it('returns 401 for an OAuth access token, unless the proxy allows OAuth', async () => {
    const own = { origin: 'https://acme-corp.spedy.example' };
    const world: Acme = {
      ...acme,
      send: (method, path, call = {}) =>
        acme.send(method, path, { ...call, headers: { ...own, ...call.headers } }),
    };
    // Nearly the longest client id: nginx's buffer for response headers must be larger.
    const long = Array.from(
      { length: 3 },
      () => `https://app.example.com/${randomBytes(900).toString('hex')}`,
    );
    const client = await registerClient(world, { redirect_uris: [redirectUri, ...long] });
    expect(client.client_id.length).toBeGreaterThan(3_500);
    const { tokens } = await connect(world, member, { client });
    expectRefusal(await ask('/', { token: tokens.access_token }), 401, 'token_invalid');
    const answer = await ask('/', { token: tokens.access_token }, ports.applications);
    expect(answer.body.headers).toMatchObject({
      'x-spedy-method': 'oauth',
      'x-spedy-client': client.client_id,
      'x-spedy-credential': expect.stringMatching(/^grt_/),
    });
  });

  it('accepts reads with a session, and changes only from pages of the same origin', async () => {
    const cookie = await acme.signIn(member);
    const own = 'https://acme-corp.spedy.example';
    expect((await ask('/', { headers: { cookie } })).body.headers['x-spedy-user']).toBe(member.id);
    const good = { cookie, origin: own, 'sec-fetch-site': 'same-origin' };
    expect((await ask('/', { method: 'POST', headers: good, body: 'x' })).status).toBe(200);
    service.received.length = 0;
    for (const wrong of [
      {},
      { origin: 'https://other-corp.spedy.example' },
      { origin: own, 'sec-fetch-site': 'same-site' },
      { 'x-original-method': 'GET', 'x-forwarded-method': 'GET' },
    ]) {
      const answer = await ask('/', { method: 'POST', headers: { cookie, ...wrong }, body: 'x' });
      expectRefusal(answer, 403, 'cross_site_request');
    }
  });

  it('returns 500 to every request while Spedy is down', async () => {
    const answer = await ask('/', { token }, ports.unreachable);
    expect(answer.status).toBe(500);
    expect(service.received).toEqual([]);
  });

  it('logs no errors in nginx', () => {
    expect(proxies.slice(0, 3).map(({ errors }) => errors)).toEqual(['', '', '']);
  });
});
