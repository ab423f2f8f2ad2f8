import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plans } from '../../../../src/access/plans.ts';
import {
  authorizePath,
  connect,
  decide,
  obtainCode,
  openAuthorization,
  origin,
  pkce,
  redirectParameters,
  redirectUri,
  registerClient,
  sendForm,
} from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

describe('the authorization code grant type', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  const exchange = (form: Record<string, string>) => sendForm(acme, 'token', form);
  const status = async (token: string) => (await acme.send('GET', '/api/v1/tickets', { token })).status;

  it('leads from the client through sign-in and consent to tokens that act as the member', async () => {
    const client = await registerClient(acme);
    const { verifier, challenge } = pkce();
    const path = authorizePath({ client_id: client.client_id, code_challenge: challenge, state: 'a b&c' });
    const signedOut = await acme.send('GET', path);
    expect([signedOut.status, signedOut.headers.location]).toEqual([
      303,
      `/sign-in?returnTo=${encodeURIComponent(path)}`,
    ]);
    const cookie = await acme.signIn(acme.teamMember);
    const asked = await acme.send('GET', path, { cookie });
    expect(asked.status).toBe(303);
    expect(asked.headers.location).toMatch(/^\/consent\?request=orq_[0-9a-z]{23}$/);
    const id = asked.headers.location?.split('=')[1] ?? '';
    const shown = await acme.send('GET', `/api/v1/oauth/requests/${id}`, { cookie });
    expect(shown.body).toMatchObject({
      id,
      kind: 'code',
      client: {
        clientId: client.client_id,
        name: 'Ticket Helper',
        uri: null,
        logoUri: null,
        redirectHost: 'app.example.com',
        loopback: false,
        verifiedHost: null,
      },
      scopes: ['profile:read', 'tickets:read', 'tickets:write'],
      organization: 'acme-corp',
      user: { email: 'tim@acme.test' },
      expiresAt: new Date(acme.clock.now() + 600_000).toISOString(),
    });
    const other = await acme.signIn(acme.admin);
    const again = await acme.send('GET', shown.body.beginAgain, { cookie: other });
    expect(again.headers.location).toMatch(/^\/consent\?request=orq_/);
    expect(again.headers.location).not.toBe(asked.headers.location);
    const decided = await decide(acme, cookie, id, 'allow');
    expect(decided.status).toBe(200);
    expect(decided.body.redirectTo.startsWith(`${redirectUri}?`)).toBe(true);
    const { code, state, iss } = redirectParameters(decided.body.redirectTo);
    expect(code).toMatch(/^spedy_oac_[0-9A-Za-z]{38}$/);
    expect([state, iss]).toEqual(['a b&c', origin]);
    const answer = await exchange({
      grant_type: 'authorization_code',
      client_id: client.client_id,
      code: code ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^spedy_oat_[0-9A-Za-z]{38}$/),
      token_type: 'Bearer',
      expires_in: 3_600,
      refresh_token: expect.stringMatching(/^spedy_ort_[0-9A-Za-z]{38}$/),
      scope: 'profile:read tickets:read tickets:write',
    });
    expect(answer.headers['cache-control']).toBe('no-store');
    const me = await acme.send('GET', '/api/v1/me', { token: answer.body.access_token });
    expect(me.body).toMatchObject({
      user: { id: acme.teamMember.id },
      role: 'TEAM_MEMBER',
      authentication: {
        method: 'oauth',
        clientId: client.client_id,
        grantId: expect.stringMatching(/^grt_/),
        scopes: ['profile:read', 'tickets:read', 'tickets:write'],
      },
    });
  });

  it('issues tokens with only the requested scopes', async () => {
    const { tokens } = await connect(acme, acme.admin, { scope: 'tickets:read' });
    expect(tokens.scope).toBe('tickets:read');
    const { access_token: token } = tokens;
    expect(await status(token)).toBe(200);
    const refused = await acme.send('POST', '/api/v1/tickets', { token, body: { title: 'x', boardId: 'y' } });
    expect([refused.status, refused.body.code]).toEqual([403, 'insufficient_scope']);
    for (const path of ['/api/v1/me/tokens', '/api/v1/users', '/api/v1/me/connected-apps'])
      expect((await acme.send('GET', path, { token })).status, path).toBe(403);
  });

  it.each([
    ['another verifier', { code_verifier: pkce().verifier }, 'invalid_grant'],
    ['a malformed verifier', { code_verifier: 'short' }, 'invalid_grant'],
    ['another redirect', { redirect_uri: 'https://app.example.com/other' }, 'invalid_grant'],
    ['a malformed code', { code: 'spedy_oac_nonsense' }, 'invalid_grant'],
    ['the resource of another server', { resource: 'https://elsewhere.example/mcp' }, 'invalid_target'],
  ])('rejects %s and keeps the code valid', async (_what, change, error) => {
    const { form } = await obtainCode(acme, acme.teamMember);
    const refused = await exchange({ ...form, ...change });
    expect([refused.status, refused.body.error]).toEqual([400, error]);
    expect((await exchange(form)).status).toBe(200);
  });

  it.each(['code', 'redirect_uri', 'code_verifier', 'client_id', 'grant_type'])(
    'rejects an exchange without %s',
    async (name) => {
      const { form } = await obtainCode(acme, acme.teamMember);
      const rest = Object.fromEntries(Object.entries(form).filter(([field]) => field !== name));
      const refused = await exchange(rest);
      expect(refused.status).toBe(400);
      expect(refused.body.error).toBe(name === 'redirect_uri' ? 'invalid_grant' : 'invalid_request');
    },
  );

  it("rejects another client's code, which stays valid for its own client", async () => {
    const { form } = await obtainCode(acme, acme.teamMember);
    const other = await registerClient(acme, { client_name: 'Another' });
    const refused = await exchange({ ...form, client_id: other.client_id });
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_grant']);
    expect((await exchange(form)).status).toBe(200);
  });

  it('rejects a reused code and revokes the tokens that it issued', async () => {
    const { form, tokens } = await connect(acme, acme.teamMember);
    const again = await exchange(form);
    expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
    const refused = await acme.send('GET', '/api/v1/me', { token: tokens.access_token });
    expect([refused.status, refused.body.code]).toEqual([401, 'token_revoked']);
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
    const dead = await exchange({ ...refresh, client_id: form.client_id });
    expect([dead.status, dead.body.error]).toEqual([400, 'invalid_grant']);
  });

  it('revokes the tokens of a code that is reused after it expired', async () => {
    const { form, tokens } = await connect(acme, acme.teamMember);
    acme.clock.advance(61_000);
    expect((await exchange({ ...form, code_verifier: 'x'.repeat(43) })).body.error).toBe('invalid_grant');
    expect((await acme.send('GET', '/api/v1/me', { token: tokens.access_token })).status).toBe(200);
    expect((await exchange(form)).body.error).toBe('invalid_grant');
    const refused = await acme.send('GET', '/api/v1/me', { token: tokens.access_token });
    expect([refused.status, refused.body.code]).toEqual([401, 'token_revoked']);
  });

  it('accepts one of ten concurrent exchanges of a code', async () => {
    const { form } = await obtainCode(acme, acme.teamMember);
    const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(form)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.error === 'invalid_grant')).toHaveLength(9);
  });

  it('rejects a code after 60 seconds', async () => {
    const { form } = await obtainCode(acme, acme.teamMember);
    acme.clock.advance(60_000);
    expect((await exchange(form)).body.error).toBe('invalid_grant');
    const fresh = await obtainCode(acme, acme.teamMember);
    acme.clock.advance(59_000);
    expect((await exchange(fresh.form)).status).toBe(200);
  });

  it('rejects the exchange while the member is deactivated', async () => {
    const member = await acme.createMember('acme-corp', 'gone@acme.test', 'TEAM_MEMBER');
    const { form } = await obtainCode(acme, member);
    const state = (value: string) =>
      acme.send('PATCH', `/api/v1/users/${member.id}`, { token: acme.adminToken, body: { state: value } });
    await state('deactivated');
    expect((await exchange(form)).body.error).toBe('invalid_grant');
    await state('active');
    const { access_token: token } = (await exchange(form)).body;
    await state('deactivated');
    expect((await acme.send('GET', '/api/v1/me', { token })).body.code).toBe('token_invalid');
  });

  it('works on every plan, also when the plan and name change before the exchange', async () => {
    const { form } = await obtainCode(acme, acme.teamMember);
    await acme.setPlan('acme-corp', 'expired');
    const { adminToken: token } = acme;
    expect((await acme.send('GET', '/api/v1/me', { token })).body.code).toBe('plan_required');
    const cookie = await acme.signIn(acme.admin);
    await acme.send('PATCH', '/api/v1/organization', { cookie, body: { name: 'Acme Renamed' } });
    const { body } = await exchange(form);
    const me = await acme.send('GET', '/api/v1/me', { token: body.access_token });
    expect(me.body.organization).toMatchObject({ name: 'Acme Renamed', plan: 'expired' });
    for (const plan of plans) {
      await acme.setPlan('acme-corp', plan);
      expect(await status(body.access_token), plan).toBe(200);
    }
    await acme.setPlan('acme-corp', 'pro');
  });

  it('accepts one decision, from the session that opened the request, within ten minutes', async () => {
    const cookie = await acme.signIn(acme.teamMember);
    const open = async () => {
      const { client_id } = await registerClient(acme);
      return openAuthorization(acme, cookie, { client_id, code_challenge: pkce().challenge });
    };
    const id = await open();
    const others = [await acme.signIn(acme.teamMember), await acme.signIn(acme.admin)];
    for (const other of others) {
      expect((await decide(acme, other, id, 'allow')).body.code).toBe('not_found');
      const seen = await acme.send('GET', `/api/v1/oauth/requests/${id}`, { cookie: other });
      expect(seen.status).toBe(404);
    }
    const decisions = await Promise.all([1, 2, 3].map(() => decide(acme, cookie, id, 'allow')));
    expect(decisions.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
    expect((await decide(acme, cookie, id, 'deny')).body.code).toBe('already_decided');
    const late = await open();
    acme.clock.advance(600_000);
    expect((await decide(acme, cookie, late, 'allow')).body.code).toBe('not_found');
    for (const decision of ['maybe', '', null])
      expect((await decide(acme, cookie, await open(), decision as string)).status).toBe(400);
  });

  it('redirects to the client with access_denied when the member denies', async () => {
    const client = await registerClient(acme);
    const cookie = await acme.signIn(acme.teamMember);
    const id = await openAuthorization(acme, cookie, {
      client_id: client.client_id,
      code_challenge: pkce().challenge,
    });
    const denied = await decide(acme, cookie, id, 'deny');
    expect(redirectParameters(denied.body.redirectTo)).toMatchObject({
      error: 'access_denied',
      state: 'a state',
      iss: origin,
    });
  });

  it('rejects a decision from another site or by a token', async () => {
    const client = await registerClient(acme);
    const cookie = await acme.signIn(acme.teamMember);
    const id = await openAuthorization(acme, cookie, {
      client_id: client.client_id,
      code_challenge: pkce().challenge,
    });
    const path = `/api/v1/oauth/requests/${id}`;
    const body = { decision: 'allow' };
    const crossSiteHeaders = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const crossSite = await acme.send('POST', path, { cookie, body, headers: crossSiteHeaders });
    expect([crossSite.status, crossSite.body.code]).toEqual([403, 'cross_site_request']);
    const byToken = await acme.send('POST', path, { token: acme.adminToken, body });
    expect([byToken.status, byToken.body.code]).toEqual([403, 'session_required']);
    expect((await decide(acme, cookie, id, 'allow')).status).toBe(200);
  });
});
