import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { day } from '../../../support/clock.ts';
import { connect, obtainCode, refresh, registerClient, sendForm } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme, type Member } from '../../../support/world.ts';

describe('connected apps', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  const path = '/api/v1/me/connected-apps';
  const list = async (cookie: string) => (await acme.send('GET', path, { cookie })).body.data;
  const status = async (token: string) => (await acme.send('GET', '/api/v1/me', { token })).status;
  let members = 0;
  const newMember = (): Promise<Member> => {
    members += 1;
    return acme.createMember('acme-corp', `member${members}@acme.test`, 'TEAM_MEMBER');
  };

  it('are listed with scopes, creation time, address and last use', async () => {
    const { client, cookie, tokens } = await connect(acme, await newMember(), { scope: 'tickets:read' });
    const at = new Date(acme.clock.now()).toISOString();
    const shown = {
      id: expect.stringMatching(/^grt_[0-9a-z]{23}$/),
      applicationId: expect.stringMatching(/^app_[0-9a-z]{23}$/),
      client: {
        clientId: client.client_id,
        name: 'Ticket Helper',
        uri: null,
        logoUri: null,
        verifiedHost: null,
        verified: false,
      },
      scopes: ['tickets:read'],
      audience: 'api',
      createdAt: at,
      address: '127.0.0.1',
      expiresAt: new Date(acme.clock.now() + 365 * day).toISOString(),
    };
    expect(await list(cookie)).toEqual([{ ...shown, lastUsedAt: null }]);
    acme.clock.advance(5_000);
    await status(tokens.access_token);
    await acme.app.lastUse.flush(true);
    const lastUsedAt = new Date(acme.clock.now()).toISOString();
    expect(await list(cookie)).toEqual([{ ...shown, lastUsedAt }]);
  });

  it('lose all codes and tokens immediately when ended, and need consent again', async () => {
    const member = await newMember();
    const first = await connect(acme, member);
    const { client, cookie } = first;
    const second = await connect(acme, member, { client, scope: 'profile:read' });
    const pending = await obtainCode(acme, member, { cookie });
    for (const { id } of await list(cookie))
      expect((await acme.send('DELETE', `${path}/${id}`, { cookie })).status).toBe(204);
    for (const { tokens } of [first, second]) expect(await status(tokens.access_token)).toBe(401);
    expect((await refresh(acme, client, first.tokens.refresh_token)).body.error).toBe('invalid_grant');
    expect((await sendForm(acme, 'token', pending.form)).body.error).toBe('invalid_grant');
    expect(await list(cookie)).toEqual([]);
    const again = await connect(acme, member, { client });
    expect(await status(again.tokens.access_token)).toBe(200);
    expect(await status(first.tokens.access_token)).toBe(401);
  });

  it("return 404 for another member's, an unknown or an ended connection", async () => {
    const owner = await connect(acme, await newMember());
    const [{ id }] = await list(owner.cookie);
    const other = await acme.signIn(await newMember());
    const end = (grantId: string, cookie: string) => acme.send('DELETE', `${path}/${grantId}`, { cookie });
    for (const grantId of [id, 'grt_nonsense', `grt_${'0'.repeat(23)}`])
      expect((await end(grantId, other)).status).toBe(404);
    expect(await status(owner.tokens.access_token)).toBe(200);
    expect((await end(id, owner.cookie)).status).toBe(204);
    expect((await end(id, owner.cookie)).status).toBe(404);
  });

  it('are listed with their owners and ended by administrators', async () => {
    const member = await newMember();
    const { tokens, client } = await connect(acme, member);
    const all = '/api/v1/organization/connected-apps';
    const { body } = await acme.send('GET', `${all}?userId=${member.id}`, { token: acme.adminToken });
    expect(body).toMatchObject({
      total: 1,
      data: [{ client: { clientId: client.client_id }, owner: { id: member.id, email: member.email } }],
    });
    for (const token of [acme.teamMemberToken, tokens.access_token])
      expect((await acme.send('GET', all, { token })).status).toBe(403);
    const connection = `${all}/${body.data[0].id}`;
    expect((await acme.send('DELETE', connection, { token: acme.teamMemberToken })).status).toBe(403);
    expect((await acme.send('DELETE', connection, { token: acme.adminToken })).status).toBe(204);
    expect(await status(tokens.access_token)).toBe(401);
    const left = await acme.send('GET', `${all}?userId=${member.id}`, { token: acme.adminToken });
    expect(left.body.total).toBe(0);
  });

  it('end when their access or refresh token leaks, and the member gets a notice', async () => {
    for (const leaked of ['access_token', 'refresh_token'] as const) {
      const { tokens, cookie } = await connect(acme, await newMember());
      const body = { tokens: [tokens[leaked]] };
      expect((await acme.send('POST', '/api/v1/leaked-tokens', { body })).status).toBe(202);
      expect(await status(tokens.access_token)).toBe(401);
      expect(await list(cookie)).toEqual([]);
      const { data } = (await acme.send('GET', '/api/v1/me/notices', { cookie })).body;
      expect(data).toMatchObject([{ kind: 'connection_leaked', tokenName: 'Ticket Helper' }]);
      await acme.send('POST', '/api/v1/leaked-tokens', { body });
      expect((await acme.send('GET', '/api/v1/me/notices', { cookie })).body.total).toBe(1);
    }
  });

  it('end when the client secret leaks, which blocks the application', async () => {
    const client = await registerClient(acme, { token_endpoint_auth_method: 'client_secret_post' });
    const { tokens } = await connect(acme, await newMember(), { client });
    const body = { tokens: [client.client_secret] };
    expect((await acme.send('POST', '/api/v1/leaked-tokens', { body })).status).toBe(202);
    expect(await status(tokens.access_token)).toBe(401);
    expect((await refresh(acme, client, tokens.refresh_token)).status).toBe(401);
    const { data } = (await acme.send('GET', '/api/v1/organization/applications', { token: acme.adminToken }))
      .body;
    const blocked = data.find((one: { clientId: string }) => one.clientId === client.client_id);
    expect(blocked).toMatchObject({ members: 0, blockedAt: expect.any(String) });
  });

  it('are recorded in the audit log: consent, exchange, refresh and end', async () => {
    const member = await newMember();
    const { client, tokens, cookie } = await connect(acme, member);
    await refresh(acme, client, tokens.refresh_token);
    const [{ id }] = await list(cookie);
    await acme.send('DELETE', `${path}/${id}`, { cookie });
    const query = `targetId=${id}&limit=10`;
    const { data } = (
      await acme.send('GET', `/api/v1/organization/audit-events?${query}`, { token: acme.adminToken })
    ).body;
    const events = data.map(
      ({
        action,
        actor,
        credential,
      }: {
        action: string;
        actor: { id: string };
        credential: { kind: string };
      }) => [action, actor.id, credential.kind],
    );
    expect(events).toEqual([
      ['grant.ended', member.id, 'session'],
      ['grant.refreshed', member.id, 'oauth'],
      ['grant.exchanged', member.id, 'oauth'],
      ['grant.allowed', member.id, 'session'],
    ]);
  });
});
