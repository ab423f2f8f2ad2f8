import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { postMcp, rpc } from '../../support/mcp/requests.ts';
import { type Acme, createAcme, createWorld, password } from '../../support/world.ts';

const bare = 'http://localhost:3000';
const subdomain = 'http://acme-corp.localhost:3000';
const whoami = rpc('tools/call', { name: 'whoami' });

describe('the default organization', () => {
  let acme: Acme;
  let otherToken: string;
  beforeAll(async () => {
    acme = await createAcme({ defaultOrganization: 'acme-corp' });
    await acme.createOrganization('other-corp');
    otherToken = await acme.createToken(await acme.createMember('other-corp', 'sam@other.test', 'ADMIN'));
  });
  afterAll(() => acme.close());

  it('serves its API and /mcp at the bare domain and at its subdomain', async () => {
    for (const at of [null, 'acme-corp']) {
      const { body } = await acme.send('GET', '/api/v1/me', { at, token: acme.adminToken });
      expect(body.organization.slug).toBe('acme-corp');
      const answer = await postMcp(acme, whoami, { at, token: acme.adminToken });
      expect(answer.body.result.structuredContent.organization.slug).toBe('acme-corp');
    }
  });

  it("rejects another organization's tokens at the bare domain", async () => {
    expectError(await acme.send('GET', '/api/v1/me', { at: null, token: otherToken }), 401, 'token_invalid');
    expectError(await postMcp(acme, whoami, { at: null, token: otherToken }), 401, 'token_invalid');
    const atHome = await acme.send('GET', '/api/v1/me', { at: 'other-corp', token: otherToken });
    expect(atHome.body.organization.slug).toBe('other-corp');
  });

  it('names metadata at the host of the request', async () => {
    for (const [at, origin] of [
      [null, bare],
      ['acme-corp', subdomain],
    ] as const) {
      const answer = await postMcp(acme, whoami, { at });
      expectError(answer, 401, 'authentication_required');
      const named = /resource_metadata="([^"]+)"/.exec(answer.headers['www-authenticate'] ?? '')?.[1] ?? '';
      expect(new URL(named).origin).toBe(origin);
      const metadata = await acme.send('GET', new URL(named).pathname, { at });
      expect(metadata.body).toMatchObject({ resource: `${origin}/mcp`, authorization_servers: [origin] });
    }
  });

  it('signs in at the bare domain with a cookie for only that host', async () => {
    const body = { email: acme.admin.email, password };
    const headers = { origin: bare };
    const signedIn = await acme.send('POST', '/api/v1/auth/login', { at: null, body, headers });
    expect(signedIn.status).toBe(200);
    const cookie = signedIn.headers['set-cookie']?.split(';')[0] ?? '';
    expect((await acme.send('GET', '/api/v1/me', { at: null, cookie })).body.user.id).toBe(acme.admin.id);
    const created = await acme.send('POST', '/api/v1/me/tokens', { at: null, cookie, body: { name: 'CI' } });
    expect(created.status).toBe(201);
    const crossed = await acme.send('POST', '/api/v1/me/tokens', {
      at: null,
      cookie,
      body: { name: 'CI' },
      headers: { origin: subdomain },
    });
    expectError(crossed, 403, 'cross_site_request');
  });

  it('accepts only its two origins at /mcp', async () => {
    const { adminToken: token } = acme;
    for (const at of [null, 'acme-corp']) {
      for (const origin of [bare, subdomain])
        expect((await postMcp(acme, whoami, { at, token, headers: { origin } })).status).toBe(200);
      const otherOrigin = { origin: 'http://other-corp.localhost:3000' };
      expectError(
        await postMcp(acme, whoami, { at, token, headers: otherOrigin }),
        403,
        'origin_not_allowed',
      );
    }
  });

  it('uses the bare domain in invitation links', async () => {
    const cookie = await acme.signIn(acme.admin);
    const body = { email: 'new@acme.test', role: 'CUSTOMER' };
    const { link } = (await acme.send('POST', '/api/v1/organization/invitations', { cookie, body })).body;
    expect(link).toMatch(/^http:\/\/localhost:3000\/invitation#/);
  });

  it('names only its own addresses in the error for an unknown host', async () => {
    const answer = await postMcp(acme, whoami, { headers: { host: 'evil.test' } });
    expect(expectError(answer, 403, 'host_not_allowed').message).toBe(
      "Unknown host. Connect to an organization's own address, http://localhost:3000 or http://{organization}.localhost:3000, followed by /mcp.",
    );
  });

  const visit = (at: string | null, path: string, cookie?: string) =>
    acme.send('GET', path, { at, headers: { accept: 'text/html', ...(cookie ? { cookie } : {}) } });

  it('serves its pages at the bare domain, and redirects there from its subdomain', async () => {
    for (const path of [
      '/',
      '/sign-in?returnTo=%2Fsettings',
      '/settings/account/access-tokens',
      '/nowhere',
    ]) {
      const moved = await visit('acme-corp', path);
      expect([moved.status, moved.headers.location]).toEqual([302, bare + path]);
      expect((await visit(null, path)).headers['content-type']).toMatch(/^text\/html/);
    }
    const hostile = await visit('acme-corp', '//evil.test/settings');
    expect(new URL(hostile.headers.location ?? '').origin).toBe(bare);
    expect((await visit('other-corp', '/sign-in')).status).toBe(200);
  });

  it('does not redirect a browser that is signed in at the subdomain', async () => {
    const cookie = await acme.signIn(acme.customer);
    const pages = ['/', '/settings/account/access-tokens', '/consent?request=orq_x', '/sign-in', '/device'];
    for (const path of pages) expect((await visit('acme-corp', path, cookie)).status).toBe(200);
    expect((await visit('acme-corp', '/nowhere', cookie)).status).toBe(404);
    for (const path of pages) {
      const moved = await visit('acme-corp', path);
      expect([moved.status, moved.headers.location]).toEqual([302, bare + path]);
    }
  });

  it('accepts its host in another case or with a trailing dot', async () => {
    const { body } = await acme.send('GET', '/api/v1/me', {
      token: acme.adminToken,
      headers: { host: 'LOCALHOST.:3000' },
    });
    expect(body.organization.slug).toBe('acme-corp');
  });
});

describe('a default organization that does not exist yet', () => {
  it('is reported as missing until it is created', async () => {
    const world = await createWorld({ defaultOrganization: 'acme-corp' });
    await world.createOrganization('other-corp');
    const otherAdmin = await world.createMember('other-corp', 'sam@other.test', 'ADMIN');
    const token = await world.createToken(otherAdmin);
    for (const call of [{}, { token }]) {
      for (const answer of [
        await world.send('GET', '/api/v1/me', { at: null, ...call }),
        await postMcp(world, whoami, { at: null, ...call }),
        await world.send('GET', '/.well-known/oauth-authorization-server', { at: null }),
        await world.send('GET', '/api/v1/auth/organization', { at: null }),
      ]) {
        expect(answer.status).toBe(404);
        expect(answer.body.message ?? answer.body.error_description).toMatch(
          /^This address belongs to the organization acme-corp, which does not exist yet\./,
        );
      }
    }
    expect((await world.send('GET', '/setup', { at: null })).status).toBe(404);
    expect((await world.send('GET', '/openapi.json', { at: null })).status).toBe(200);
    expect((await world.send('GET', '/api/v1/me', { at: 'other-corp', token })).status).toBe(200);

    await world.createOrganization('acme-corp');
    expectError(await world.send('GET', '/api/v1/me', { at: null, token }), 401, 'token_invalid');
    const { body } = await world.send('GET', '/.well-known/oauth-authorization-server', { at: null });
    expect(body.issuer).toBe(bare);
    await world.close();
  });
});

describe('the bare domain without a default organization', () => {
  it('describes the addresses of this server', async () => {
    const world = await createWorld({ baseUrl: 'https://tickets.test' });
    const { body } = await world.send('GET', '/.well-known/oauth-authorization-server', { at: null });
    expect(body.error_description).toContain('https://{organization}.tickets.test');
    await world.close();
  });
});
