import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../../../src/storage/database.ts';
import { databaseKind } from '../../../support/databases/database.ts';
import { origin, type RegisteredClient, registerClient, sendForm } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

const grantType = 'urn:ietf:params:oauth:grant-type:device_code';

describe('the device grant type', () => {
  let acme: Acme;
  let client: RegisteredClient;
  let cookie: string;
  beforeAll(async () => {
    acme = await createAcme();
    client = await registerClient(acme);
    cookie = await acme.signIn(acme.teamMember);
  });
  afterAll(() => acme.close());

  const begin = async (fields: Record<string, string> = {}) =>
    (await sendForm(acme, 'device', { client_id: client.client_id, ...fields })).body;
  const poll = (code: string, fields: Record<string, string> = {}) =>
    sendForm(acme, 'token', {
      grant_type: grantType,
      client_id: client.client_id,
      device_code: code,
      ...fields,
    });
  const type = (code: string, as = cookie) =>
    acme.send('GET', `/api/v1/oauth/requests?user_code=${encodeURIComponent(code)}`, { cookie: as });
  const claim = (code: string, as = cookie, headers: Record<string, string> = {}) =>
    acme.send('POST', '/api/v1/oauth/requests', { cookie: as, body: { user_code: code }, headers });
  const decide = (id: string, decision: string, as = cookie) =>
    acme.send('POST', `/api/v1/oauth/requests/${id}`, { cookie: as, body: { decision } });

  it('leads from a displayed code to tokens that act as the member', async () => {
    const started = await begin({ scope: 'tickets:read' });
    expect(started).toEqual({
      device_code: expect.stringMatching(/^spedy_odc_[0-9A-Za-z]{38}$/),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: `${origin}/device`,
      verification_uri_complete: `${origin}/device?user_code=${started.user_code}`,
      expires_in: 600,
      interval: 5,
    });
    expect((await poll(started.device_code)).body.error).toBe('authorization_pending');
    const shown = await type(started.user_code);
    expect(shown.body).toMatchObject({
      kind: 'device',
      client: { name: 'Ticket Helper', redirectHost: null, loopback: false },
      scopes: ['tickets:read'],
    });
    const decided = await decide(shown.body.id, 'allow');
    expect([decided.status, decided.body]).toEqual([200, { redirectTo: null }]);
    const answer = await poll(started.device_code);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body.scope).toBe('tickets:read');
    const me = await acme.send('GET', '/api/v1/me', { token: answer.body.access_token });
    expect(me.body.user.id).toBe(acme.teamMember.id);
    expect((await poll(started.device_code)).body.error).toBe('invalid_grant');
    expect((await type(started.user_code)).status).toBe(404);
  });

  it('accepts the code without a dash, in lower case or with spaces', async () => {
    for (const change of [
      (code: string) => code.replace('-', ''),
      (code: string) => code.toLowerCase(),
      (code: string) => ` ${code.replace('-', ' ')} `,
    ]) {
      const { user_code } = await begin();
      expect((await type(change(user_code))).status).toBe(200);
    }
  });

  it('answers early polls with slow_down and adds five seconds to the interval each time', async () => {
    const { device_code } = await begin();
    const errors: string[] = [];
    for (const wait of [0, 4_000, 9_000, 15_000, 15_000]) {
      acme.clock.advance(wait);
      errors.push((await poll(device_code)).body.error);
    }
    const [pending, slow] = ['authorization_pending', 'slow_down'];
    expect(errors).toEqual([pending, slow, slow, pending, pending]);
  });

  it('returns access_denied when denied, and expired_token when expired', async () => {
    const denied = await begin();
    await decide((await type(denied.user_code)).body.id, 'deny');
    expect((await poll(denied.device_code)).body.error).toBe('access_denied');
    const late = await begin();
    const { id } = (await type(late.user_code)).body;
    acme.clock.advance(600_000);
    expect((await poll(late.device_code)).body.error).toBe('expired_token');
    expect((await decide(id, 'allow')).status).toBe(404);
    expect((await type(late.user_code)).status).toBe(404);
  });

  it('changes nothing when a member looks at a request', async () => {
    const { user_code, device_code } = await begin();
    const other = await acme.signIn(acme.admin);
    const row = () =>
      acme.db
        .selectFrom('oauth_requests')
        .selectAll()
        .where('kind', '=', 'device')
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow();
    const before = await row();
    const { id } = (await type(user_code)).body;
    expect((await type(user_code, other)).body.id).toBe(id);
    expect(await row()).toEqual(before);
    expect((await decide(id, 'deny')).status).toBe(200);
    expect((await poll(device_code)).body.error).toBe('access_denied');
  });

  it('lets a session claim a request by a same-origin POST, and hides it from other sessions', async () => {
    const { user_code, device_code } = await begin();
    const other = await acme.signIn(acme.teamMember);
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const refused = await claim(user_code, cookie, { 'sec-fetch-site': 'cross-site', ...headers });
      expect([refused.status, refused.body.code]).toEqual([403, 'cross_site_request']);
    }
    const byToken = await acme.send('POST', '/api/v1/oauth/requests', {
      token: acme.adminToken,
      body: { user_code },
    });
    expect(byToken.status).toBe(403);
    expect((await type(user_code, other)).status).toBe(200);
    const claimed = await claim(user_code.toLowerCase());
    expect([claimed.status, claimed.body.kind]).toEqual([200, 'device']);
    const { id } = claimed.body;
    expect((await claim(user_code)).body.id).toBe(id);
    expect((await type(user_code)).body.id).toBe(id);
    for (const answer of [await claim(user_code, other), await type(user_code, other)])
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    expect((await decide(id, 'allow', other)).status).toBe(404);
    expect((await poll(device_code)).body.error).toBe('authorization_pending');
    expect((await decide(id, 'allow')).status).toBe(200);
    expect((await poll(device_code)).status).toBe(200);
    expect((await claim(user_code)).status).toBe(404);
  });

  it('releases a claimed request when its session signs out', async () => {
    const { user_code } = await begin();
    const first = await acme.signIn(acme.teamMember);
    expect((await claim(user_code, first)).status).toBe(200);
    const other = await acme.signIn(acme.customer);
    expect((await claim(user_code, other)).status).toBe(404);
    await acme.send('POST', '/api/v1/auth/logout', { cookie: first });
    expect((await claim(user_code, other)).status).toBe(200);
  });

  it('lets one of several concurrent sessions claim or decide', async () => {
    const sessions = await Promise.all([1, 2, 3, 4].map(() => acme.signIn(acme.teamMember)));
    const { user_code } = await begin();
    const claims = await Promise.all(sessions.map((as) => claim(user_code, as)));
    expect(claims.map(({ status }) => status).toSorted()).toEqual([200, 404, 404, 404]);
    const { id } = (await type((await begin()).user_code)).body;
    const decisions = await Promise.all(sessions.map((as) => decide(id, 'allow', as)));
    expect(decisions.map(({ status }) => status).toSorted()).toEqual([200, 404, 404, 404]);
  });

  it.runIf(databaseKind === 'postgres')(
    'lets one of two sessions claim that wait for the same row',
    async () => {
      const sessions = await Promise.all([1, 2].map(() => acme.signIn(acme.teamMember)));
      const { user_code } = await begin();
      const waiting = async () => {
        const { rows } = await sql`select pid from pg_stat_activity where datname = current_database()
        and wait_event_type = 'Lock' and query like '%oauth_requests%'`.execute(acme.db);
        return rows.length;
      };
      const { claims } = await inTransaction(acme.db, async (trx) => {
        await sql`select id from oauth_requests for update`.execute(trx);
        const sent = Promise.all(sessions.map((as) => claim(user_code, as)));
        await expect.poll(waiting, { interval: 5 }).toBe(2);
        return { claims: sent };
      });
      expect((await claims).map(({ status }) => status).toSorted()).toEqual([200, 404]);
    },
  );

  it('returns 429 after ten wrong codes in a minute from one member, not counting correct ones', async () => {
    const guesser = await acme.createMember('acme-corp', 'gus@acme.test', 'CUSTOMER');
    const as = await acme.signIn(guesser);
    for (let count = 0; count < 12; count += 1)
      expect((await type((await begin()).user_code, as)).status).toBe(200);
    for (let count = 0; count < 5; count += 1) {
      expect((await type('BCDF-GHJK', as)).status).toBe(404);
      expect((await claim('BCDF-GHJK', as)).status).toBe(404);
    }
    for (const ask of [type, claim]) {
      const refused = await ask((await begin()).user_code, as);
      expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await type((await begin()).user_code)).status).toBe(200);
  });

  it('issues tokens to one of ten concurrent polls', async () => {
    const { user_code, device_code } = await begin();
    await decide((await type(user_code)).body.id, 'allow');
    const answers = await Promise.all(Array.from({ length: 10 }, () => poll(device_code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("rejects another client's code, a wrong code and the resource of another server", async () => {
    const { user_code, device_code } = await begin();
    await decide((await type(user_code)).body.id, 'allow');
    const other = await registerClient(acme, { client_name: 'Another' });
    const asOther = await poll(device_code, { client_id: other.client_id });
    expect(asOther.body.error).toBe('invalid_grant');
    for (const wrong of ['nonsense', `${device_code}0`, user_code])
      expect((await poll(wrong)).body.error).toBe('invalid_grant');
    const otherResource = await poll(device_code, { resource: 'https://elsewhere.example' });
    expect(otherResource.body.error).toBe('invalid_target');
    expect((await poll(device_code)).status).toBe(200);
  });

  it('checks the scope, resource and client at the start', async () => {
    expect((await begin({ scope: 'tokens:write' })).error).toBe('invalid_scope');
    expect((await begin({ resource: 'https://elsewhere.example' })).error).toBe('invalid_target');
    const unknown = await sendForm(acme, 'device', { client_id: 'cli_unknown' });
    expect([unknown.status, unknown.body.error]).toEqual([401, 'invalid_client']);
  });

  it('rejects a client that registered for other grant types only', async () => {
    const codes = await registerClient(acme, { grant_types: ['authorization_code', 'refresh_token'] });
    const refused = await begin({ client_id: codes.client_id });
    expect(refused.error).toBe('unauthorized_client');
  });

  it('rejects the poll when the member is deactivated after the decision', async () => {
    const member = await acme.createMember('acme-corp', 'dora@acme.test', 'CUSTOMER');
    const as = await acme.signIn(member);
    const { user_code, device_code } = await begin();
    await decide((await type(user_code, as)).body.id, 'allow', as);
    const body = { state: 'deactivated' };
    await acme.send('PATCH', `/api/v1/users/${member.id}`, { token: acme.adminToken, body });
    expect((await poll(device_code)).body.error).toBe('invalid_grant');
  });
});
