import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../../support/client.ts';
import { connect, sendForm } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

const path = '/api/v1/organization/resource-servers';
type Server = { readonly id: string; readonly clientSecret: string };

describe('/api/v1/organization/resource-servers', () => {
  let acme: Acme;
  let cookie: string;
  let gateway: Server;
  beforeAll(async () => {
    acme = await createAcme();
    cookie = await acme.signIn(acme.admin);
    gateway = await make('API gateway');
  });
  afterAll(() => acme.close());

  async function make(name: string): Promise<Server> {
    const answer = await acme.send('POST', path, { cookie, body: { name } });
    expect(answer.status, answer.text).toBe(201);
    return answer.body;
  }
  const basic = ({ id, clientSecret }: Server) => ({
    authorization: `Basic ${Buffer.from(`${id}:${clientSecret}`).toString('base64')}`,
  });
  const introspect = (token: string, server = gateway) =>
    sendForm(acme, 'introspect', { token }, basic(server));
  const list = async () => (await acme.send('GET', path, { token: acme.adminToken })).body.data;

  it('creates a resource server with a secret that is shown once', async () => {
    const answer = await acme.send('POST', path, { cookie, body: { name: '  Search  ' } });
    expect(answer.status).toBe(201);
    expect(answer.headers['cache-control']).toBe('no-store');
    const { clientSecret, ...shown } = answer.body;
    expect(shown).toEqual({
      id: expect.stringMatching(/^rsv_[0-9a-z]{23}$/),
      name: 'Search',
      hint: clientSecret.slice(-4),
      createdAt: acme.clock.in(0),
      createdBy: { id: acme.admin.id, name: 'ada', email: 'ada@acme.test' },
    });
    expect(clientSecret).toMatch(/^spd_[0-9A-Za-z]{38}$/);
    expect(await list()).toContainEqual(shown);
    expect(acme.log.join('') + JSON.stringify(await list())).not.toContain(clientSecret);
    const events = (await acme.send('GET', '/api/v1/organization/audit-events', { token: acme.adminToken }))
      .body;
    expect(events.data[0]).toMatchObject({
      action: 'resource_server.created',
      target: { kind: 'resource_server', id: shown.id },
      details: { name: 'Search' },
    });
  });

  it('lets a resource server introspect any token, with credentials in the header or body', async () => {
    const { client, tokens } = await connect(acme, acme.customer, { scope: 'tickets:read' });
    const seen = await introspect(tokens.access_token);
    expect(seen.body).toMatchObject({
      active: true,
      client_id: client.client_id,
      sub: acme.customer.id,
      scope: 'tickets:read',
      role: 'CUSTOMER',
    });
    expect((await introspect(tokens.refresh_token)).body).toMatchObject({ active: true });
    expect((await introspect(acme.teamMemberToken)).body).toMatchObject({
      active: true,
      sub: acme.teamMember.id,
    });
    expect((await introspect('nonsense')).body).toEqual({ active: false });
    const inBody = { token: tokens.access_token, client_id: gateway.id, client_secret: gateway.clientSecret };
    expect((await sendForm(acme, 'introspect', inBody)).body.active).toBe(true);
  });

  it('returns 401 invalid_client for a wrong or missing secret or an unknown id', async () => {
    for (const [id, clientSecret] of [
      [gateway.id, 'spd_wrong'],
      [gateway.id, `${gateway.clientSecret}x`],
      [gateway.id.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')), gateway.clientSecret],
      ['rsv_0', gateway.clientSecret],
    ] as const) {
      const answer = await introspect('x', { id, clientSecret });
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
      expect(answer.headers['www-authenticate']).toBe('Basic realm="spedy"');
    }
    const bare = await sendForm(acme, 'introspect', { token: 'x', client_id: gateway.id });
    expect([bare.status, bare.body.error]).toEqual([401, 'invalid_client']);
  });

  it('rejects the secret everywhere except at introspection', async () => {
    for (const [endpoint, form] of [
      ['token', { grant_type: 'refresh_token', refresh_token: 'x' }],
      ['revoke', { token: 'x' }],
      ['device', {}],
    ] as const) {
      const answer = await sendForm(acme, endpoint, form, basic(gateway));
      expect([endpoint, answer.status, answer.body.error]).toEqual([endpoint, 401, 'invalid_client']);
    }
    const asBearer = await acme.send('GET', '/api/v1/me', { token: gateway.clientSecret });
    expectError(asBearer, 401, 'token_invalid');
  });

  it('removes a resource server immediately, and returns 404 the second time', async () => {
    const server = await make('Old');
    expect((await introspect('x', server)).status).toBe(200);
    const remove = () => acme.send('DELETE', `${path}/${server.id}`, { token: acme.adminToken });
    expect((await remove()).status).toBe(204);
    expect((await introspect('x', server)).status).toBe(401);
    expectError(await remove(), 404, 'not_found');
    expect((await list()).map(({ id }: Server) => id)).not.toContain(server.id);
    const events = (await acme.send('GET', '/api/v1/organization/audit-events', { token: acme.adminToken }))
      .body;
    expect(events.data[0]).toMatchObject({ action: 'resource_server.removed', details: { name: 'Old' } });
  });

  it('ends a resource server whose secret is reported as leaked, even concurrently', async () => {
    const server = await make('Leaky');
    const report = () =>
      acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [server.clientSecret] } });
    const answers = await Promise.all([report(), report(), report()]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect((await introspect('x', server)).status).toBe(401);
    expect((await introspect('x')).status).toBe(200);
  });

  it('requires an administrator, and a session to create a resource server', async () => {
    const narrow = await acme.createToken(acme.admin, { scopes: ['profile:read'] });
    const body = { name: 'X' };
    for (const [method, url, sent] of [
      ['GET', path, {}],
      ['POST', path, { body }],
      ['DELETE', `${path}/${gateway.id}`, {}],
    ] as const) {
      expectError(await acme.send(method, url, sent), 401, 'authentication_required');
      expectError(await acme.send(method, url, { token: acme.teamMemberToken, ...sent }), 403, 'forbidden');
      expectError(await acme.send(method, url, { token: narrow, ...sent }), 403, 'insufficient_scope');
    }
    expectError(await acme.send('POST', path, { token: acme.adminToken, body }), 403, 'session_required');
    const member = await acme.signIn(acme.teamMember);
    expectError(await acme.send('POST', path, { cookie: member, body }), 403, 'forbidden');
    const crossSite = { cookie, body, headers: { origin: 'https://evil.example' } };
    expectError(await acme.send('POST', path, crossSite), 403, 'cross_site_request');
    expect((await introspect('x')).status).toBe(200);
  });

  it.each([
    {},
    { name: '' },
    { name: ' ' },
    { name: 'x'.repeat(101) },
    { name: 7 },
    { name: 'a', role: 'x' },
  ])('rejects the body %j', async (body) => {
    expectError(await acme.send('POST', path, { cookie, body }), 400, 'validation_failed');
  });

  it('separates the resource servers of organizations', async () => {
    await acme.createOrganization('other-corp');
    const sam = await acme.createMember('other-corp', 'sam@other.test', 'ADMIN');
    const theirs = await acme.createToken(sam);
    const at = { at: 'other-corp', token: theirs };
    expect((await acme.send('GET', path, at)).body.data).toEqual([]);
    expectError(await acme.send('DELETE', `${path}/${gateway.id}`, at), 404, 'not_found');
    const elsewhere = await acme.send('POST', '/api/v1/oauth/introspect', {
      at: 'other-corp',
      headers: { ...basic(gateway), 'content-type': 'application/x-www-form-urlencoded' },
      body: 'token=x',
    });
    expect([elsewhere.status, elsewhere.body.error]).toEqual([401, 'invalid_client']);
    expect((await introspect(theirs)).body).toEqual({ active: false });
  });

  it('allows at most fifty, also when many are created at the same time', async () => {
    const create = (n: number) => acme.send('POST', path, { cookie, body: { name: `Service ${n}` } });
    // All of them at once wait for each other so long on a busy machine that some get 503.
    for (let n = (await list()).length; n < 44; n += 1) await create(n);
    const made = await Promise.all(Array.from({ length: 16 }, (_, n) => create(44 + n)));
    expect((await list()).length).toBe(50);
    const refused = made.filter(({ status }) => status !== 201);
    for (const answer of refused) expectError(answer, 403, 'limit_reached');
    expect(refused.length).toBe(10);
  });
});
