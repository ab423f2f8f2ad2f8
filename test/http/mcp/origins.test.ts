import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { postMcp, rpc } from '../../support/mcp/requests.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const ping = rpc('ping');

describe('hosts and origins at /mcp', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme({ mcpOrigins: ['https://inspector.example'] });
    await acme.createOrganization('other-corp');
  });
  afterAll(() => acme.close());

  const post = (headers: Record<string, string>, token: string | undefined = acme.adminToken) =>
    postMcp(acme, ping, { headers, ...(token === '' ? {} : { token }) });

  it.each([
    'evil.test',
    'nobody.localhost:3000',
    'acme-corp.localhost',
    '127.0.0.1:3000',
    '[::1]:3000',
    'acme-corp.localhost:3000.evil.test',
  ])('rejects the host %s with and without a valid token', async (host) => {
    for (const token of [acme.adminToken, ''])
      expectError(await post({ host }, token), 403, 'host_not_allowed');
  });

  it.each([
    'http://evil.test',
    'https://acme-corp.localhost:3000',
    'http://acme-corp.localhost',
    'http://acme-corp.localhost:3000.evil.test',
    'http://other-corp.localhost:3000',
    'http://localhost:3000',
    'http://inspector.example',
    'https://inspector.example:8443',
    'https://inspector.example.evil.test',
    'https://inspector.example, http://acme-corp.localhost:3000',
    'null',
    '',
  ])('rejects the origin %s before it checks the credential', async (origin) => {
    for (const token of [acme.adminToken, 'spedy_pat_nonsense', ''])
      expectError(await post({ origin }, token), 403, 'origin_not_allowed');
  });

  it('rejects DNS rebinding by the Host and the Origin header', async () => {
    const rebound = { host: 'evil.test:3000', origin: 'http://evil.test:3000' };
    expectError(await post(rebound), 403, 'host_not_allowed');
    expectError(await post({ ...rebound, host: 'acme-corp.localhost:3000' }), 403, 'origin_not_allowed');
  });

  it("accepts no origin, the organization's own and those of SPEDY_MCP_ORIGINS", async () => {
    const own = [{}, { origin: 'http://acme-corp.localhost:3000' }, { origin: 'https://inspector.example' }];
    for (const headers of own) {
      const answer = await post(headers);
      expect([answer.status, answer.body.result]).toEqual([200, {}]);
    }
    const bare = { origin: 'http://localhost:3000' };
    expect((await postMcp(acme, ping, { token: acme.adminToken, at: null, headers: bare })).status).toBe(200);
  });

  it('does not restrict origins at the API', async () => {
    const headers = { origin: 'http://evil.test' };
    expect((await acme.send('GET', '/api/v1/me', { token: acme.adminToken, headers })).status).toBe(200);
  });

  it('answers a preflight, and lets the page read a 401', async () => {
    const preflight = await acme.send('OPTIONS', '/mcp', {
      headers: {
        origin: 'https://inspector.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,mcp-protocol-version',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-origin']).toBe('*');
    expect(preflight.headers['access-control-allow-methods']).toContain('POST');
    const allowed = preflight.headers['access-control-allow-headers']?.toLowerCase().split(', ');
    expect(allowed).toEqual(
      expect.arrayContaining([
        'authorization',
        'content-type',
        'mcp-protocol-version',
        'mcp-session-id',
        'mcp-method',
        'mcp-name',
        'last-event-id',
      ]),
    );
    expect(preflight.headers).not.toHaveProperty('access-control-allow-credentials');
    const refused = await post({ origin: 'https://inspector.example' }, '');
    expectError(refused, 401, 'authentication_required');
    expect(refused.headers['access-control-allow-origin']).toBe('*');
    expect(refused.headers['access-control-expose-headers']).toMatch(/WWW-Authenticate.*Mcp-Session-Id/);
  });
});
