import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, obtainCode, refresh, registerClient, sendForm } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

const day = 86_400_000;

describe('the refresh token grant type', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  const me = async (token: string) => (await acme.send('GET', '/api/v1/me', { token })).status;
  const grantsOf = async (cookie: string) =>
    (await acme.send('GET', '/api/v1/me/connected-apps', { cookie })).body.data;

  it('issues a new access token and a successor each time', async () => {
    const { client, tokens } = await connect(acme, acme.teamMember);
    let token = tokens.refresh_token;
    for (let days = 0; days < 40; days += 10) {
      acme.clock.advance(10 * day);
      const answer = await refresh(acme, client, token);
      expect(answer.status, answer.text).toBe(200);
      expect(answer.body.scope).toBe('profile:read tickets:read tickets:write');
      expect(answer.body.refresh_token).not.toBe(token);
      expect(await me(answer.body.access_token)).toBe(200);
      token = answer.body.refresh_token;
    }
  });

  it('rejects a refresh token 30 days after its last use', async () => {
    const { client, tokens } = await connect(acme, acme.teamMember);
    acme.clock.advance(30 * day);
    expect((await refresh(acme, client, tokens.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('issues access tokens that expire after an hour', async () => {
    const { tokens } = await connect(acme, acme.teamMember);
    acme.clock.advance(3_600_000);
    const answer = await acme.send('GET', '/api/v1/me', { token: tokens.access_token });
    expect([answer.status, answer.body.code]).toEqual([401, 'token_expired']);
  });

  it('returns the same successor for each repetition within 30 seconds', async () => {
    const { client, tokens } = await connect(acme, acme.teamMember);
    const first = await refresh(acme, client, tokens.refresh_token);
    for (const wait of [0, 1_000, 28_000]) {
      acme.clock.advance(wait);
      const again = await refresh(acme, client, tokens.refresh_token);
      expect(again.status).toBe(200);
      expect(again.body.refresh_token).toBe(first.body.refresh_token);
      expect(await me(again.body.access_token)).toBe(200);
    }
    // A late tab still gets the successor after it was used.
    expect((await refresh(acme, client, first.body.refresh_token)).status).toBe(200);
    expect((await refresh(acme, client, tokens.refresh_token)).body.refresh_token).toBe(
      first.body.refresh_token,
    );
  });

  it('ends the connection when a refresh token is repeated later', async () => {
    const { client, cookie, tokens } = await connect(acme, acme.customer);
    const { body } = await refresh(acme, client, tokens.refresh_token);
    acme.clock.advance(30_000);
    expect((await refresh(acme, client, tokens.refresh_token)).body.error).toBe('invalid_grant');
    for (const token of [tokens.access_token, body.access_token]) expect(await me(token)).toBe(401);
    expect((await refresh(acme, client, body.refresh_token)).body.error).toBe('invalid_grant');
    expect(await grantsOf(cookie)).toEqual([]);
  });

  it('ends the connection when a used refresh token is repeated after it expired', async () => {
    const { client, tokens } = await connect(acme, acme.customer);
    acme.clock.advance(20 * day);
    const second = await refresh(acme, client, tokens.refresh_token);
    acme.clock.advance(11 * day);
    const third = await refresh(acme, client, second.body.refresh_token);
    expect(await me(third.body.access_token)).toBe(200);
    expect((await refresh(acme, client, tokens.refresh_token)).body.error).toBe('invalid_grant');
    expect(await me(third.body.access_token)).toBe(401);
  });

  it('detects a repetition for a week, and then rejects it without ending the connection', async () => {
    for (const { days, ends } of [
      { days: 6, ends: true },
      { days: 8, ends: false },
    ]) {
      const { client, tokens } = await connect(acme, acme.teamMember);
      const { body } = await refresh(acme, client, tokens.refresh_token);
      acme.clock.advance(days * day);
      await acme.app.sweep();
      const repeated = await refresh(acme, client, tokens.refresh_token);
      expect([repeated.status, repeated.body.error]).toEqual([400, 'invalid_grant']);
      expect((await refresh(acme, client, body.refresh_token)).status).toBe(ends ? 400 : 200);
    }
  });

  it('stores the spent tokens of a week only, however often a connection is refreshed', async () => {
    const { client, tokens } = await connect(acme, acme.teamMember);
    const spent = () =>
      acme.db.selectFrom('oauth_refresh_tokens').select('hash').where('spent_at', 'is not', null).execute();
    let token = tokens.refresh_token;
    for (let days = 0; days < 24; days += 2) {
      acme.clock.advance(2 * day);
      token = (await refresh(acme, client, token)).body.refresh_token;
      await acme.app.sweep();
    }
    // Spent now and 2, 4 and 6 days ago.
    expect(await spent()).toHaveLength(4);
  });

  it('writes one audit event for the refreshes of a day, and one for each other address', async () => {
    const { client, tokens, cookie } = await connect(acme, acme.teamMember);
    const [{ id }] = await grantsOf(cookie);
    let token = tokens.refresh_token;
    const refreshAgain = async (address: string) => {
      acme.clock.advance(60_000);
      const form = { grant_type: 'refresh_token', refresh_token: token, client_id: client.client_id };
      const answer = await acme.send('POST', '/api/v1/oauth/token', {
        address,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
      });
      token = answer.body.refresh_token;
    };
    acme.clock.advance(day - (acme.clock.now() % day));
    for (let count = 0; count < 5; count += 1) await refreshAgain('192.0.2.1');
    await refreshAgain('192.0.2.2');
    await refreshAgain('192.0.2.2');
    acme.clock.advance(3 * day);
    await refreshAgain('192.0.2.2');
    await refreshAgain('192.0.2.2');
    const events = await acme.db
      .selectFrom('audit_events')
      .select(['details', 'address'])
      .where('action', '=', 'grant.refreshed')
      .where('target_id', '=', id)
      .orderBy('sequence')
      .execute();
    expect(events.map(({ details, address }) => [address, JSON.parse(details)])).toEqual([
      ['192.0.2.1', expect.not.objectContaining({ earlierRefreshes: expect.anything() })],
      ['192.0.2.2', expect.not.objectContaining({ earlierRefreshes: expect.anything() })],
      [
        '192.0.2.2',
        expect.objectContaining({ earlierRefreshes: 7, earlierDay: expect.stringMatching(/^\d{4}-/) }),
      ],
    ]);
  });

  it('returns one working successor to ten concurrent requests', async () => {
    const { client, tokens } = await connect(acme, acme.teamMember);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => refresh(acme, client, tokens.refresh_token)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const successors = new Set(answers.map(({ body }) => body.refresh_token));
    expect(successors.size).toBe(1);
    for (const { body } of answers) expect(await me(body.access_token)).toBe(200);
    expect((await refresh(acme, client, [...successors][0] ?? '')).status).toBe(200);
  });

  it('issues a narrower access token on request, and never a wider one', async () => {
    const { client, tokens } = await connect(acme, acme.teamMember, { scope: 'tickets:read tickets:write' });
    const narrow = await refresh(acme, client, tokens.refresh_token, { scope: 'tickets:read' });
    expect(narrow.body.scope).toBe('tickets:read');
    const { access_token: token, refresh_token } = narrow.body;
    expect((await acme.send('POST', '/api/v1/tickets', { token, body: {} })).body.code).toBe(
      'insufficient_scope',
    );
    expect((await refresh(acme, client, refresh_token)).body.scope).toBe('tickets:read tickets:write');
    for (const scope of ['profile:read', 'tickets:read tokens:write', 'nonsense'])
      expect((await refresh(acme, client, refresh_token, { scope })).body.error).toBe('invalid_scope');
  });

  it.each(['openid', 'openid email offline_access'])(
    'ignores the scope %s and issues the granted scopes',
    async (scope) => {
      const { client, tokens } = await connect(acme, acme.teamMember, { scope: 'tickets:read' });
      const answer = await refresh(acme, client, tokens.refresh_token, { scope });
      expect([answer.status, answer.body.scope]).toEqual([200, 'tickets:read']);
    },
  );

  it('can narrow a token to /mcp, but not widen one for /mcp', async () => {
    const origin = 'http://acme-corp.localhost:3000';
    const mcp = await connect(acme, acme.teamMember, { resource: `${origin}/mcp` });
    expect(await me(mcp.tokens.access_token)).toBe(401);
    const wider = await refresh(acme, mcp.client, mcp.tokens.refresh_token, { resource: origin });
    expect(wider.body.error).toBe('invalid_target');
    const same = await refresh(acme, mcp.client, mcp.tokens.refresh_token);
    expect(await me(same.body.access_token)).toBe(401);
    const all = await connect(acme, acme.teamMember, { resource: `${origin}/` });
    expect(await me(all.tokens.access_token)).toBe(200);
    const narrow = await refresh(acme, all.client, all.tokens.refresh_token, { resource: `${origin}/mcp` });
    expect(await me(narrow.body.access_token)).toBe(401);
  });

  it('can issue a wider token after an exchange that asked for /mcp alone', async () => {
    const { client, form } = await obtainCode(acme, acme.teamMember);
    const origin = 'http://acme-corp.localhost:3000';
    const { body } = await sendForm(acme, 'token', { ...form, resource: `${origin}/mcp` });
    expect(await me(body.access_token)).toBe(401);
    const wider = await refresh(acme, client, body.refresh_token, { resource: origin });
    expect(await me(wider.body.access_token)).toBe(200);
  });

  it("rejects another client's token and unknown tokens", async () => {
    const { client, tokens } = await connect(acme, acme.teamMember);
    const other = await registerClient(acme, { client_name: 'Another' });
    expect((await refresh(acme, other, tokens.refresh_token)).body.error).toBe('invalid_grant');
    for (const token of ['nonsense', tokens.access_token, `${tokens.refresh_token}x`])
      expect((await refresh(acme, client, token)).body.error).toBe('invalid_grant');
    expect((await refresh(acme, client, tokens.refresh_token)).status).toBe(200);
  });

  it('rejects the token of a deactivated member until they are active again', async () => {
    const member = await acme.createMember('acme-corp', 'rita@acme.test', 'TEAM_MEMBER');
    const { client, tokens } = await connect(acme, member);
    const set = (state: string) =>
      acme.send('PATCH', `/api/v1/users/${member.id}`, { token: acme.adminToken, body: { state } });
    await set('deactivated');
    expect((await refresh(acme, client, tokens.refresh_token)).body.error).toBe('invalid_grant');
    await set('active');
    expect((await refresh(acme, client, tokens.refresh_token)).status).toBe(200);
  });

  it('ends the connection at every reuse when the grace period is 0', async () => {
    const strict = await createAcme({ oauth: { refreshGrace: 0 } });
    const { client, tokens } = await connect(strict, strict.teamMember);
    const { body } = await refresh(strict, client, tokens.refresh_token);
    expect((await refresh(strict, client, tokens.refresh_token)).body.error).toBe('invalid_grant');
    expect((await refresh(strict, client, body.refresh_token)).body.error).toBe('invalid_grant');
    await strict.close();
  });
});
