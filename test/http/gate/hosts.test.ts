import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

describe('the Host header', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
    await acme.createOrganization('other-corp');
  });
  afterAll(() => acme.close());

  const me = (host: string, headers: Record<string, string> = {}) =>
    acme.send('GET', '/api/v1/me', { token: acme.adminToken, headers: { host, ...headers } });

  it.each([
    'acme-corp.localhost:3000',
    'ACME-Corp.LocalHost:3000',
    'acme-corp.localhost.:3000',
    'localhost:3000',
    'LOCALHOST.:3000',
  ])('accepts %s as acme-corp or the bare domain', async (host) => {
    expect((await me(host)).body.organization.slug).toBe('acme-corp');
  });

  it.each([
    ['an unknown slug', 'nobody.localhost:3000'],
    ['another port', 'acme-corp.localhost:3001'],
    ['no port', 'acme-corp.localhost'],
    ['an empty port', 'acme-corp.localhost:'],
    ['a port that is no number', 'acme-corp.localhost:3000x'],
    ['another domain', 'acme-corp.example.com:3000'],
    ['a domain with the same ending', 'acme-corp.notlocalhost:3000'],
    ['a longer domain', 'acme-corp.localhost.example.com:3000'],
    ['two labels', 'x.acme-corp.localhost:3000'],
    ['an empty label', '.localhost:3000'],
    ['two trailing dots', 'acme-corp.localhost..:3000'],
    ['an underscore', 'acme_corp.localhost:3000'],
    ['a trailing dash', 'acme-.localhost:3000'],
    ['a percent sign', 'acme%2dcorp.localhost:3000'],
    ['a user', 'acme-corp@localhost:3000'],
    ['a path', 'acme-corp.localhost:3000/'],
    ['an IPv4 address', '127.0.0.1:3000'],
    ['an IPv6 address', '[::1]:3000'],
    ['an empty value', ''],
    ['a list', 'acme-corp.localhost:3000, other-corp.localhost:3000'],
    ['a very long label', `${'a'.repeat(5_000)}.localhost:3000`],
  ])('returns 404 for %s on all routes that need an organization', async (_what, host) => {
    expectError(await me(host), 404, 'organization_not_found');
    for (const path of ['/', '/nothing', '/openapi.json', '/setup'])
      expectError(await acme.send('GET', path, { headers: { host } }), 404, 'organization_not_found');
    expect((await acme.send('GET', '/healthz', { headers: { host } })).status).toBe(200);
    expect((await acme.send('GET', '/readyz', { headers: { host } })).status).toBe(200);
    const report = await acme.send('POST', '/api/v1/leaked-tokens', {
      body: { tokens: ['x'] },
      headers: { host },
    });
    expect(report.status).toBe(202);
  });

  it("rejects the token at another organization's host", async () => {
    expectError(await me('other-corp.localhost:3000'), 401, 'token_invalid');
  });

  it('finds a new organization immediately, even after a 404 for its host', async () => {
    expectError(await me('late-corp.localhost:3000'), 404, 'organization_not_found');
    await acme.createOrganization('late-corp');
    expectError(await me('late-corp.localhost:3000'), 401, 'token_invalid');
  });

  it('takes precedence over X-Forwarded-Host, -Proto and -For of a client', async () => {
    const forged = {
      'x-forwarded-host': 'other-corp.localhost:3000',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '203.0.113.9',
      forwarded: 'host=other-corp.localhost:3000',
    };
    expect((await me('acme-corp.localhost:3000', forged)).status).toBe(200);
    expectError(
      await me('nobody.localhost:3000', { ...forged, 'x-forwarded-host': 'acme-corp.localhost:3000' }),
      404,
      'organization_not_found',
    );
  });
});

describe('behind a proxy named in SPEDY_TRUST_PROXY', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme({ trustProxy: ['10.0.0.0/8', '::1'] });
  });
  afterAll(() => acme.close());

  const from = async (remoteAddress: string, headers: Record<string, string>) => {
    const answer = await acme.app.server.inject({
      url: '/api/v1/me',
      remoteAddress,
      headers: { host: 'internal:8080', authorization: `Bearer ${acme.adminToken}`, ...headers },
    });
    return { status: answer.statusCode, id: answer.headers['x-request-id'] };
  };
  const forwarded = { 'x-forwarded-host': 'acme-corp.localhost:3000', 'x-request-id': 'edge-42' };

  it.each(['10.1.2.3', '::ffff:10.1.2.3', '::1'])('accepts its forwarded headers (%s)', async (address) => {
    expect(await from(address, forwarded)).toEqual({ status: 200, id: 'edge-42' });
  });

  it.each(['203.0.113.9', '127.0.0.1', '::2', '::ffff:11.0.0.1'])(
    'ignores forwarded headers of another client (%s)',
    async (address) => {
      const answer = await from(address, { ...forwarded, 'x-forwarded-for': '10.1.2.3' });
      expect(answer).toEqual({ status: 404, id: expect.stringMatching(/^req_[0-9a-z]{23}$/) });
    },
  );

  it('uses the last host of a list, because the client may have sent the others', async () => {
    const list = { 'x-forwarded-host': 'nobody.localhost:3000, acme-corp.localhost:3000' };
    expect((await from('10.1.2.3', list)).status).toBe(200);
  });

  it.each(['', 'two words', 'x'.repeat(129), 'a"b', 'ä', '<script>'])(
    'replaces a malformed request id: %s',
    async (id) => {
      const answer = await from('10.1.2.3', { ...forwarded, 'x-request-id': id });
      expect(answer.id).toMatch(/^req_[0-9a-z]{23}$/);
    },
  );
});
