import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  connect,
  origin,
  type RegisteredClient,
  refresh,
  registerClient,
  sendForm,
} from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

describe('introspection', () => {
  let acme: Acme;
  let client: RegisteredClient;
  beforeAll(async () => {
    acme = await createAcme();
    client = await registerClient(acme, { token_endpoint_auth_method: 'client_secret_post' });
  });
  afterAll(() => acme.close());

  const asClient = (token: string, { client_id, client_secret }: RegisteredClient = client) =>
    sendForm(acme, 'introspect', { token, client_id, client_secret: client_secret ?? '' });
  const asBearer = (token: string, bearer: string) =>
    sendForm(acme, 'introspect', { token }, { authorization: `Bearer ${bearer}` });

  it('describes a token to the confidential client that it was issued to', async () => {
    const { tokens } = await connect(acme, acme.teamMember, { client, scope: 'tickets:read' });
    const now = Math.floor(acme.clock.now() / 1000);
    const about = { scope: 'tickets:read', client_id: client.client_id, sub: acme.teamMember.id };
    const person = { username: 'tim@acme.test', iss: origin, organization: 'acme-corp' };
    expect((await asClient(tokens.access_token)).body).toEqual({
      active: true,
      token_type: 'Bearer',
      ...about,
      ...person,
      role: 'TEAM_MEMBER',
      credential_id: expect.stringMatching(/^grt_/),
      organization_id: expect.stringMatching(/^org_/),
      aud: [origin, `${origin}/mcp`],
      iat: now,
      exp: now + 3_600,
    });
    expect((await asClient(tokens.refresh_token)).body).toEqual({
      active: true,
      ...about,
      ...person,
      iat: now,
      exp: now + 2_592_000,
    });
    await refresh(acme, client, tokens.refresh_token);
    expect((await asClient(tokens.refresh_token)).body).toEqual({ active: false });
  });

  it("reports another client's token, a PAT and nonsense as inactive to a client", async () => {
    const { tokens } = await connect(acme, acme.teamMember);
    for (const token of [
      tokens.access_token,
      tokens.refresh_token,
      acme.adminToken,
      'nonsense',
      client.client_secret,
    ])
      expect((await asClient(token ?? '')).body).toEqual({ active: false });
  });

  it('describes every token to an administrator, including PATs', async () => {
    const { tokens } = await connect(acme, acme.customer, { scope: 'tickets:read' });
    const seen = await asBearer(tokens.access_token, acme.adminToken);
    expect(seen.body).toMatchObject({ active: true, sub: acme.customer.id, role: 'CUSTOMER' });
    const pat = await asBearer(acme.teamMemberToken, acme.adminToken);
    expect(pat.body).toMatchObject({
      active: true,
      sub: acme.teamMember.id,
      scope: 'profile:read tickets:read tickets:write tokens:write organization:write',
    });
    expect(pat.body).not.toHaveProperty('client_id');
    expect(pat.body).not.toHaveProperty('exp');
  });

  it('reports a token as inactive as soon as requests with it would be rejected', async () => {
    const { tokens, cookie } = await connect(acme, acme.customer);
    const active = async (token: string) => (await asBearer(token, acme.adminToken)).body.active;
    const set = (state: string) =>
      acme.send('PATCH', `/api/v1/users/${acme.customer.id}`, { token: acme.adminToken, body: { state } });
    const all = [tokens.access_token, tokens.refresh_token, acme.customerToken];
    for (const token of all) expect(await active(token)).toBe(true);
    await set('deactivated');
    for (const token of all) expect(await active(token)).toBe(false);
    await set('active');
    for (const token of all) expect(await active(token)).toBe(true);
    const as = await acme.signIn(acme.customer);
    expect(cookie).not.toBe(as);
    const [connection] = (await acme.send('GET', '/api/v1/me/connected-apps', { cookie: as })).body.data;
    await acme.send('DELETE', `/api/v1/me/connected-apps/${connection.id}`, { cookie: as });
    expect(await active(tokens.access_token)).toBe(false);
    expect(await active(tokens.refresh_token)).toBe(false);
  });

  it("describes the member's present role", async () => {
    const described = async () => (await asBearer(acme.teamMemberToken, acme.adminToken)).body;
    const change = (body: Record<string, string>) =>
      acme.send('PATCH', `/api/v1/users/${acme.teamMember.id}`, { token: acme.adminToken, body });
    for (const role of ['CUSTOMER', 'TEAM_MEMBER']) {
      expect((await change({ role })).status).toBe(200);
      expect(await described()).toMatchObject({ role });
      expect(await described()).toMatchObject({ role });
    }
  });

  it('needs no query when the token and its client are cached, until the client is blocked', async () => {
    const own = await registerClient(acme, { token_endpoint_auth_method: 'client_secret_post' });
    const { tokens } = await connect(acme, acme.teamMember, { client: own });
    await acme.app.credentials.feed.poll();
    expect((await asClient(tokens.access_token, own)).body.active).toBe(true);
    const queries = vi.spyOn(acme.db.getExecutor(), 'executeQuery');
    expect((await asClient(tokens.access_token, own)).body.active).toBe(true);
    expect(queries).not.toHaveBeenCalled();
    queries.mockRestore();

    const cookie = await acme.signIn(acme.admin);
    const { data } = (await acme.send('GET', '/api/v1/organization/applications', { cookie })).body;
    const { id } = data.find(({ clientId }: { clientId: string }) => clientId === own.client_id);
    const application = `/api/v1/organization/applications/${id}`;
    const blocked = await acme.send('PATCH', application, { cookie, body: { blocked: true } });
    expect(blocked.status).toBe(200);
    expect((await asClient(tokens.access_token, own)).status).toBe(401);
  });

  it('rejects callers without valid authentication or permission', async () => {
    const publicClient = await registerClient(acme);
    const asPublic = await sendForm(acme, 'introspect', { token: 'x', client_id: publicClient.client_id });
    expect([asPublic.status, asPublic.body.error]).toEqual([401, 'invalid_client']);
    const wrong = await asClient('x', { ...client, client_secret: 'spd_wrong' });
    expect([wrong.status, wrong.body.error]).toEqual([401, 'invalid_client']);
    const member = await asBearer('x', acme.teamMemberToken);
    expect([member.status, member.body.error]).toEqual([403, 'access_denied']);
    const scoped = await acme.createToken(acme.admin, { scopes: ['tickets:read'] });
    expect((await asBearer('x', scoped)).body.error).toBe('insufficient_scope');
    const { tokens } = await connect(acme, acme.admin);
    for (const bearer of [tokens.access_token, 'nonsense', '']) {
      const refused = await asBearer('x', bearer);
      expect([refused.status, refused.body.error]).toEqual([401, 'invalid_token']);
      expect(refused.headers['www-authenticate']).toContain('error="invalid_token"');
    }
    const both = await sendForm(
      acme,
      'introspect',
      { token: 'x', client_id: client.client_id, client_secret: client.client_secret ?? '' },
      { authorization: `Bearer ${acme.adminToken}` },
    );
    expect([both.status, both.body.error]).toEqual([400, 'invalid_request']);
  });

  it.each([
    ['a token alone', 'token=x', {}],
    ['nothing at all', '', {}],
    ['another scheme', 'token=x', { authorization: 'Digest username="x"' }],
    ['an empty client_id', 'token=x&client_id=', {}],
    ['repeated parameters', 'token=x&token=y', {}],
  ])(
    'returns 401 invalid_client with a challenge without authentication: %s',
    async (_what, form, headers) => {
      const answer = await sendForm(acme, 'introspect', form, headers);
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
      expect(answer.headers['www-authenticate']).toBe('Basic realm="spedy"');
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
    },
  );

  it('returns a challenge to a public client', async () => {
    const { client_id } = await registerClient(acme);
    const answer = await sendForm(acme, 'introspect', { token: 'x', client_id });
    expect(answer.headers['www-authenticate']).toBe('Basic realm="spedy"');
  });

  it("reports another organization's tokens as inactive", async () => {
    await acme.createOrganization('other-corp');
    const otherAdmin = await acme.createMember('other-corp', 'sam@other.test', 'ADMIN');
    const otherToken = await acme.createToken(otherAdmin);
    expect((await asBearer(otherToken, acme.adminToken)).body).toEqual({ active: false });
    expect((await asBearer(acme.teamMemberToken, otherToken)).status).toBe(401);
  });
});
