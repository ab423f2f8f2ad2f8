import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Answer, expectError } from '../support/client.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { Caddy, describeWithCaddy } from '../support/servers/caddy.ts';
import { blockOf, changed } from '../support/servers/documented-block.ts';
import { startEchoService } from '../support/servers/echo-service.ts';
import { fetchFrom, listen } from '../support/servers/sockets.ts';
import { type Acme, createAcme, type Member } from '../support/world.ts';

const block = blockOf('caddyfile', 'docs/proxies.md', '## Caddy');
const quiet = '{\n  admin off\n  skip_install_trust\n  auto_https off\n  default_bind 127.0.0.1\n}\n';

describeWithCaddy('a service behind Caddy with forward_auth', () => {
  let acme: Acme;
  let service: Awaited<ReturnType<typeof startEchoService>>;
  let ports: { open: number; scoped: number; unreachable: number };
  const proxies: Caddy[] = [];
  let member: Member;
  let token: string;

  beforeAll(async () => {
    acme = await createAcme({ baseUrl: 'https://spedy.example', trustProxy: ['127.0.0.1'] });
    await acme.createOrganization('other-corp');
    service = await startEchoService();
    const spedy = await listen(acme.app.server);
    const start = async (spedyPort: number, uri = '/api/v1/auth/verify?\n') => {
      const port = await freePort();
      const changes = {
        'tool.example {': `http://tool.example:${port} {`,
        '127.0.0.1:3000': `127.0.0.1:${spedyPort}`,
        '127.0.0.1:8080': `127.0.0.1:${service.port}`,
        '/api/v1/auth/verify?\n': uri,
      };
      proxies.push(await Caddy.start(`${quiet}${changed(block, changes)}`, port));
      return port;
    };
    ports = {
      open: await start(spedy),
      scoped: await start(spedy, '/api/v1/auth/verify?scope=tickets:write\n'),
      unreachable: await start(await freePort()),
    };
  });
  afterAll(async () => {
    for (const proxy of proxies) await proxy.end();
    await service?.close();
    await acme?.close();
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
  /** Expects Spedy's own error, and that the service received nothing. */
  function expectRefusal(answer: Answer, status: number, code: string) {
    expectError(answer, status, code);
    expect(service.received).toEqual([]);
  }
  const spedyHeaders = (answer: Answer) =>
    Object.fromEntries(Object.entries(answer.body.headers).filter(([name]) => /spedy/i.test(name)));

  it("returns Spedy's 401 with its challenge without a token", async () => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await ask('/report', { method, ...(method === 'POST' ? { body: 'x=y' } : {}) });
      expectRefusal(answer, 401, 'authentication_required');
      expect(answer.headers['www-authenticate']).toContain('acme-corp.spedy.example');
    }
  });

  it('passes a valid request on unchanged, with the principal in headers and without the token', async () => {
    const answer = await ask('/report?scope=nonsense&page=2', { token, method: 'PUT', body: '{"a":1}' });
    expect(answer.body).toMatchObject({
      method: 'PUT',
      path: '/report?scope=nonsense&page=2',
      body: '{"a":1}',
      headers: { host: 'tool.example', 'x-spedy-user': member.id, 'x-spedy-method': 'pat' },
    });
    expect(answer.body.headers).not.toHaveProperty('authorization');
  });

  it('removes identity headers that a client sends, however it writes them', async () => {
    const names = [
      'X-Spedy-User',
      'x-spedy-client',
      'X_Spedy_User',
      'x_spedy_role',
      'X-SPEDY-SCOPES',
      'X-Spedy_Role',
    ];
    const headers = Object.fromEntries(names.map((name) => [name, 'forged']));
    const answer = await ask('/', { token, headers });
    expect(spedyHeaders(answer)).toEqual({
      'x-spedy-user': member.id,
      'x-spedy-organization': 'acme-corp',
      'x-spedy-role': 'TEAM_MEMBER',
      'x-spedy-scopes': expect.stringContaining('tickets:read'),
      'x-spedy-method': 'pat',
      'x-spedy-credential': expect.stringMatching(/^tok_/),
    });
    service.received.length = 0;
    expectRefusal(await ask('/', { headers }), 401, 'authentication_required');
  });

  it("ignores the client's own parameters and choice of the organization", async () => {
    const narrow = await acme.createToken(member, { scopes: ['profile:read'] });
    expect((await ask('/?scope=tickets:write', { token: narrow })).status).toBe(200);
    service.received.length = 0;
    const other = await acme.createMember('other-corp', `sam-${Math.random()}@other.test`, 'ADMIN');
    const headers = {
      'X-Forwarded-Host': 'other-corp.spedy.example',
      Forwarded: 'host=other-corp.spedy.example',
    };
    expectRefusal(await ask('/', { token: await acme.createToken(other), headers }), 401, 'token_invalid');
    expectRefusal(await ask('/', { token: narrow }, ports.scoped), 403, 'insufficient_scope');
  });

  it('returns 401 for a revoked token at the next request', async () => {
    expect((await ask('/', { token })).status).toBe(200);
    const { tokenId } = (await acme.send('GET', '/api/v1/me', { token })).body.authentication;
    expect((await acme.send('DELETE', `/api/v1/me/tokens/${tokenId}`, { token })).status).toBe(204);
    service.received.length = 0;
    expectRefusal(await ask('/', { token }), 401, 'token_revoked');
  });

  it('accepts reads with a session, and changes only from pages of the same origin', async () => {
    const cookie = await acme.signIn(member);
    const origin = 'https://acme-corp.spedy.example';
    expect((await ask('/', { headers: { cookie } })).status).toBe(200);
    const good = { cookie, origin, 'sec-fetch-site': 'same-origin' };
    expect((await ask('/', { method: 'POST', headers: good, body: 'x' })).status).toBe(200);
    service.received.length = 0;
    for (const wrong of [{}, { origin: 'https://evil.example' }, { 'x-forwarded-method': 'GET' }]) {
      const answer = await ask('/', { method: 'POST', headers: { cookie, ...wrong }, body: 'x' });
      expectRefusal(answer, 403, 'cross_site_request');
    }
  });

  it('refuses every request while Spedy is down', async () => {
    expect((await ask('/', { token }, ports.unreachable)).status).toBe(502);
    expect(service.received).toEqual([]);
  });
});
