import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day, minute } from '../../support/clock.ts';
import { createScimToken, identityProvider } from '../../support/scim.ts';
import { startPeer } from '../../support/servers/peer.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const path = '/api/v1/organization/scim-tokens';
let acme: Acme;
let cookie: string;
beforeAll(async () => {
  acme = await createAcme();
  cookie = await acme.signIn(acme.admin);
});
afterAll(() => acme.close());

const list = async () => (await acme.send('GET', path, { cookie })).body.data;
const statusOf = async (token: string) =>
  (await identityProvider(acme, token).send('GET', '/ServiceProviderConfig')).status;

describe('a SCIM token', () => {
  it('is created by an administrator and shown once', async () => {
    const body = { name: ' Okta ', role: 'CUSTOMER' };
    const created = await acme.send('POST', path, { cookie, body });
    expect(created.status, created.text).toBe(201);
    const { token, ...shown } = created.body;
    expect(token).toMatch(/^spedy_scm_[0-9A-Za-z]{38}$/);
    expect(shown).toEqual({
      id: expect.stringMatching(/^sct_/),
      name: 'Okta',
      role: 'CUSTOMER',
      hint: token.slice(-4),
      createdAt: expect.any(String),
      createdBy: { id: acme.admin.id, name: 'ada', email: 'ada@acme.test' },
      lastUsedAt: null,
      endsAt: null,
    });
    const listed = await acme.send('GET', path, { token: acme.adminToken });
    expect(listed.body.baseUrl).toBe('http://acme-corp.localhost:3000/scim/v2');
    expect(listed.body.data).toContainEqual(shown);
    expect(listed.text).not.toContain(token);
    const user = await identityProvider(acme, token).create('okta-customer@acme.test');
    expect(user.roles[0].value).toBe('CUSTOMER');
  });

  it('needs a session of an administrator to be created or rotated', async () => {
    const { id } = await createScimToken(acme);
    const body = { name: 'x' };
    for (const at of [path, `${path}/${id}/rotate`])
      expectError(
        await acme.send('POST', at, { token: acme.adminToken, ...(at === path ? { body } : {}) }),
        403,
        'session_required',
      );
    const teamMember = await acme.signIn(acme.teamMember);
    expectError(await acme.send('POST', path, { cookie: teamMember, body }), 403, 'forbidden');
    expectError(await acme.send('GET', path, { token: acme.teamMemberToken }), 403, 'forbidden');
    expectError(await acme.send('DELETE', `${path}/${id}`, { token: acme.customerToken }), 403, 'forbidden');
  });

  it.each([
    [{}, 'name: is required'],
    [{ name: '' }, 'name: must not be empty'],
    [{ name: 'x', role: 'ADMIN' }, 'role: must be one of TEAM_MEMBER, CUSTOMER'],
  ])('is not created from %j', async (body, message) => {
    expect(
      expectError(await acme.send('POST', path, { cookie, body }), 400, 'validation_failed'),
    ).toMatchObject({
      message,
    });
  });

  it('can be used for nothing else', async () => {
    const { token } = await createScimToken(acme);
    for (const [method, at] of [
      ['GET', '/api/v1/me'],
      ['GET', '/api/v1/users'],
      ['GET', '/api/v1/organization'],
      ['GET', path],
      ['GET', '/api/v1/auth/verify'],
      ['POST', '/mcp'],
      ['POST', '/api/v1/oauth/introspect'],
    ] as const) {
      const answer = await acme.send(method, at, { token });
      expect(answer.status, `${at}: ${answer.text}`).toBe(401);
    }
  });

  it('is recorded when it is created, rotated and revoked', async () => {
    const { id } = await createScimToken(acme, { name: 'Recorded' });
    const rotated = await acme.send('POST', `${path}/${id}/rotate`, { cookie });
    await acme.send('DELETE', `${path}/${rotated.body.id}`, { cookie });
    const events = await acme.send('GET', '/api/v1/organization/audit-events?action=scim_token.', { cookie });
    expect(events.body.data.slice(0, 3)).toMatchObject([
      { action: 'scim_token.revoked', target: { kind: 'scim_token', id: rotated.body.id } },
      { action: 'scim_token.rotated', target: { id }, details: { successorId: rotated.body.id } },
      { action: 'scim_token.created', details: { name: 'Recorded', role: 'TEAM_MEMBER' } },
    ]);
    expect(events.text).not.toContain(rotated.body.token);
  });

  it('shows its last use within a minute', async () => {
    const { id, token } = await createScimToken(acme);
    const lastUseOf = async () =>
      (await list()).find((one: { id: string }) => one.id === id)?.lastUsedAt as string | null;
    expect(await lastUseOf()).toBeNull();
    expect(await statusOf(token)).toBe(200);
    await expect.poll(lastUseOf).toBe(new Date(acme.clock.now()).toISOString());
    acme.clock.advance(minute);
    expect(await statusOf(token)).toBe(200);
    await expect.poll(lastUseOf).toBe(new Date(acme.clock.now()).toISOString());
  });

  it('needs no query once it is known', async () => {
    const { token } = await createScimToken(acme);
    await acme.app.credentials.feed.poll();
    expect(await statusOf(token)).toBe(200);
    const queries = vi.spyOn(acme.db.getExecutor(), 'executeQuery');
    expect(await statusOf(token)).toBe(200);
    expect(queries).not.toHaveBeenCalled();
    queries.mockRestore();
  });

  it('is limited to ten for an organization', async () => {
    await acme.createOrganization('many-corp');
    const admin = await acme.createMember('many-corp', 'max@many.test', 'ADMIN');
    const session = await acme.signIn(admin);
    const create = () => acme.send('POST', path, { at: 'many-corp', cookie: session, body: { name: 'one' } });
    for (let count = 0; count < 10; count += 1) expect((await create()).status).toBe(201);
    expectError(await create(), 403, 'limit_reached');
  });
});

describe('the rotation of a SCIM token', () => {
  it('ends the old token at once, or after the overlap', async () => {
    const first = await createScimToken(acme, { role: 'CUSTOMER' });
    const second = await acme.send('POST', `${path}/${first.id}/rotate`, { cookie });
    expect(second).toMatchObject({ status: 201, body: { name: 'Entra ID', role: 'CUSTOMER' } });
    expect([await statusOf(first.token), await statusOf(second.body.token)]).toEqual([401, 200]);
    const body = { overlapSeconds: 60 };
    const third = await acme.send('POST', `${path}/${second.body.id}/rotate`, { cookie, body });
    expect([await statusOf(second.body.token), await statusOf(third.body.token)]).toEqual([200, 200]);
    const old = (await list()).find(({ id }: { id: string }) => id === second.body.id);
    expect(old.endsAt).toBe(acme.clock.in(minute));
    acme.clock.advance(minute);
    expect([await statusOf(second.body.token), await statusOf(third.body.token)]).toEqual([401, 200]);
    expectError(await acme.send('POST', `${path}/${second.body.id}/rotate`, { cookie }), 404, 'not_found');
  });
});

describe('a revoked SCIM token', () => {
  it('is refused here at once, and in another process once it reads the feed', async () => {
    const { id, token } = await createScimToken(acme);
    const peer = await startPeer(acme);
    await acme.app.credentials.feed.poll();
    const there = async () => (await identityProvider(peer, token).send('GET', '/Schemas')).status;
    expect([await statusOf(token), await there()]).toEqual([200, 200]);
    expect((await acme.send('DELETE', `${path}/${id}`, { cookie })).status).toBe(204);
    expect([await statusOf(token), await there()]).toEqual([401, 200]);
    await peer.poll();
    expect(await there()).toBe(401);
    await peer.close();
    expectError(await acme.send('DELETE', `${path}/${id}`, { cookie }), 404, 'not_found');
  });

  it('ends with the leaked session that created it, and a leak notifies its creator', async () => {
    const session = await acme.signIn(acme.admin);
    const created = await acme.send('POST', path, { cookie: session, body: { name: 'Descendant' } });
    const leaked = session.split('=')[1] ?? '';
    await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [leaked] } });
    expect(await statusOf(created.body.token)).toBe(401);
    const { token } = await createScimToken(acme, { name: 'Leaked' });
    await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [token] } });
    expect(await statusOf(token)).toBe(401);
    const { data } = (await acme.send('GET', '/api/v1/me/notices', { cookie })).body;
    expect(data[0]).toMatchObject({ kind: 'scim_token_leaked', tokenName: 'Leaked' });
  });
});

describe('a request without a valid SCIM token', () => {
  it.each([
    ['no token', {}, 'Bearer realm="spedy"'],
    ['another scheme', { headers: { authorization: 'Basic YTpi' } }, 'Bearer realm="spedy"'],
    ['a malformed token', { token: 'spedy_scm_x' }, 'error="invalid_token"'],
    ['an unknown token', { token: `spedy_scm_${'0'.repeat(32)}0JAKCT` }, 'error="invalid_token"'],
  ])('gets 401 for %s', async (_what, call, challenge) => {
    const answer = await acme.send('GET', '/scim/v2/Users', call);
    expect(answer).toMatchObject({ status: 401, body: { status: '401' } });
    expect(answer.headers['www-authenticate']).toContain(challenge);
    expect(answer.headers['www-authenticate']).not.toContain('resource_metadata');
  });

  it('gets 401 with other credentials of an administrator', async () => {
    for (const call of [{ token: acme.adminToken }, { cookie: await acme.signIn(acme.admin) }])
      expect(await acme.send('GET', '/scim/v2/Users', call)).toMatchObject({ status: 401 });
  });

  it("gets 401 at another organization's host, and 404 at the bare domain", async () => {
    const { token } = await createScimToken(acme);
    await acme.createOrganization('other-corp');
    const get = (at: string | null) => acme.send('GET', '/scim/v2/Users', { token, at });
    expect(await get('other-corp')).toMatchObject({ status: 401, body: { status: '401' } });
    expect(await get(null)).toMatchObject({ status: 404, body: { status: '404' } });
    expect(await get('nobody')).toMatchObject({ status: 404, body: { status: '404' } });
  });

  it('is refused before its body is read', async () => {
    const answer = await acme.send('POST', '/scim/v2/Users', { body: '{"userName":' });
    expect(answer.status).toBe(401);
  });
});

describe('a token that sends too many requests', () => {
  it('gets 429 with Retry-After', async () => {
    const { token } = await createScimToken(acme);
    let answer = await acme.send('GET', '/scim/v2/Schemas', { token });
    for (let count = 1; count <= 3_000 && answer.status === 200; count += 1)
      answer = await acme.send('GET', '/scim/v2/Schemas', { token });
    expect(answer).toMatchObject({ status: 429, body: { status: '429' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('a plan without SCIM', () => {
  it('allows to end access and to read, and nothing else', async () => {
    const { token } = await createScimToken(acme);
    const idp = identityProvider(acme, token);
    const [one, other] = [await idp.create('plan1@acme.test'), await idp.create('plan2@acme.test')];
    acme.clock.advance(day);
    await acme.setPlan('acme-corp', 'expired');
    expect((await idp.send('GET', '/Users')).status).toBe(200);
    const create = await idp.send('POST', '/Users', { userName: 'plan3@acme.test' });
    expect(create).toMatchObject({ status: 403, body: { detail: expect.stringContaining('Pro plan') } });
    const rename = [{ op: 'replace', path: 'displayName', value: 'Renamed' }];
    expect(await idp.patch(one.id, rename)).toMatchObject({ status: 403 });
    const off = [{ op: 'replace', path: 'active', value: false }];
    expect(await idp.patch(one.id, off)).toMatchObject({ status: 200, body: { active: false } });
    expect(await idp.patch(one.id, [{ ...off[0], value: true }])).toMatchObject({ status: 403 });
    expect((await idp.send('DELETE', `/Users/${other.id}`)).status).toBe(204);
    expectError(
      await acme.send('POST', path, { cookie: await acme.signIn(acme.admin), body: { name: 'x' } }),
      403,
      'plan_required',
    );
    await acme.setPlan('acme-corp', 'pro');
  });
});
