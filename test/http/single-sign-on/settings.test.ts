import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { accountOf } from '../../support/single-sign-on/identity-provider.ts';
import {
  type AcmeWithProvider,
  createAcmeWithProvider,
  redirectUri,
  settingsFor,
  settingsPath,
  signedOn,
} from '../../support/single-sign-on/sign-on.ts';

describe('settings of single sign-on', () => {
  let acme: AcmeWithProvider;
  beforeAll(async () => {
    acme = await createAcmeWithProvider();
  });
  afterAll(() => acme.close());
  beforeEach(() => acme.configure());

  const put = (change: object) =>
    acme.send('PUT', settingsPath, { cookie: acme.adminCookie, body: settingsFor(acme.provider, change) });
  const get = async () => (await acme.send('GET', settingsPath, { token: acme.adminToken })).body;

  it('are returned without the client secret, with the redirect URI to register', async () => {
    expect(await get()).toEqual({
      redirectUri,
      provider: {
        name: 'Acme ID',
        issuer: acme.provider.issuer,
        clientId: 'spedy',
        domains: ['acme.test'],
        defaultRole: 'TEAM_MEMBER',
        roleClaim: null,
        roles: [],
        scope: 'openid email profile',
        required: false,
        breakGlassUserId: null,
        trustsSecondFactor: false,
        updatedAt: expect.any(String),
      },
    });
  });

  it('are for administrators with a session only', async () => {
    const body = settingsFor(acme.provider);
    const cookie = await acme.signIn(acme.teamMember);
    expectError(await acme.send('GET', settingsPath, { cookie }), 403, 'forbidden');
    expectError(await acme.send('PUT', settingsPath, { cookie, body }), 403, 'forbidden');
    for (const [method, path] of [
      ['PUT', settingsPath],
      ['DELETE', settingsPath],
      ['POST', `${settingsPath}/test`],
    ] as const) {
      const call = method === 'DELETE' ? {} : { body };
      expectError(
        await acme.send(method, path, { token: acme.adminToken, ...call }),
        403,
        'session_required',
      );
    }
  });

  it('are of one organization', async () => {
    await acme.createOrganization('other');
    const admin = await acme.createMember('other', 'olga@other.test', 'ADMIN');
    const cookie = await acme.signIn(admin);
    expect((await acme.send('GET', settingsPath, { at: 'other', cookie })).body.provider).toBeNull();
    expectError(await acme.send('DELETE', settingsPath, { at: 'other', cookie }), 404, 'not_found');
    expect((await get()).provider).not.toBeNull();
  });

  it.each([
    ['issuer', 'ftp://acme.test', 'issuer'],
    ['issuer', 'http://idp.acme.test', 'issuer'],
    ['issuer', 'https://10.0.0.1', 'issuer'],
    ['issuer', 'https://user:pass@idp.acme.test/x', 'issuer'],
    ['issuer', 'https://idp.acme.test/x?y=z', 'issuer'],
    ['issuer', 'https://idp.acme.test/x#y', 'issuer'],
    ['issuer', 'https://idp.acme.test/.well-known/openid-configuration', 'issuer'],
    ['issuer', 'idp', 'issuer'],
    ['name', ' ', 'name'],
    ['name', 'x'.repeat(51), 'name'],
    ['domains', ['acme.test', 'no domain'], 'domains/1'],
    ['domains', ['localhost'], 'domains/0'],
    ['domains', ['*.acme.test'], 'domains/0'],
    ['scope', 'openid', 'scope'],
    ['scope', 'openid email "x"', 'scope'],
    ['required', true, 'breakGlassUserId'],
    ['breakGlassUserId', 'usr_unknown', 'breakGlassUserId'],
    ['roles', [{ value: 'admins', role: 'ADMIN' }], 'roleClaim'],
    ['defaultRole', 'ADMIN', 'defaultRole'],
    ['clientSecret', '', 'clientSecret'],
  ])('reject %s %j', async (field, value, path) => {
    const before = await get();
    const problem = expectError(await put({ [field]: value }), 400, 'validation_failed');
    expect(problem.details.map((detail: { path: string }) => detail.path)).toEqual([path]);
    expect(await get()).toEqual(before);
  });

  it('accept an issuer without a path, with a slash and with a path', async () => {
    for (const issuer of ['https://a.example', 'https://b.example/', 'https://c.example/tenant/v2.0'])
      expect((await put({ issuer })).body.provider.issuer).toBe(issuer);
  });

  it('keep domains in one form', async () => {
    const saved = await put({ domains: ['@B.example', 'a.example', 'b.EXAMPLE', 'bücher.example'] });
    expect(saved.body.provider.domains).toEqual(['a.example', 'b.example', 'xn--bcher-kva.example']);
  });

  it('keep the client secret only for the same issuer and client', async () => {
    const kept = { clientSecret: undefined };
    expect((await put({ ...kept, name: 'Renamed' })).status).toBe(200);
    for (const change of [{ issuer: 'https://evil.test' }, { clientId: 'other' }])
      expectError(await put({ ...kept, ...change }), 400, 'validation_failed');
    await acme.send('DELETE', settingsPath, { cookie: acme.adminCookie });
    expectError(await put(kept), 400, 'validation_failed');
  });

  it('do not send the client secret to another issuer in a test', async () => {
    const body = settingsFor(acme.provider, { issuer: 'https://evil.test', clientSecret: undefined });
    const answer = await acme.send('POST', `${settingsPath}/test`, { cookie: acme.adminCookie, body });
    expectError(answer, 400, 'validation_failed');
  });

  it.each([
    ['are removed', () => acme.send('DELETE', settingsPath, { cookie: acme.adminCookie })],
    ['name another issuer', () => put({ issuer: 'https://another.example' })],
  ])('end the sessions that the provider opened when they %s', async (_what, change) => {
    acme.provider.signInAs(accountOf('grace@acme.test'));
    const cookie = await signedOn(acme.send);
    const status = async () => (await acme.send('GET', '/api/v1/me', { cookie })).status;
    expect(await status()).toBe(200);
    expect((await put({ name: 'Renamed' })).status).toBe(200);
    expect(await status()).toBe(200);
    expect((await change()).status).toBeLessThan(300);
    expect(await status()).toBe(401);
    expect((await acme.send('GET', '/api/v1/me', { cookie: acme.adminCookie })).status).toBe(200);
  });

  it('are recorded in the audit log, without the secret', async () => {
    await put({ domains: ['acme.test', 'acme.example'], clientSecret: 'another secret' });
    await acme.send('DELETE', settingsPath, { cookie: acme.adminCookie });
    const path = '/api/v1/organization/audit-events?action=single_sign_on.&limit=2';
    const { body } = await acme.send('GET', path, { token: acme.adminToken });
    expect(body.data).toMatchObject([
      { action: 'single_sign_on.removed', details: { name: 'Acme ID' } },
      {
        action: 'single_sign_on.configured',
        details: {
          before: { domains: 'acme.test' },
          after: { domains: 'acme.example acme.test' },
          secretChanged: true,
        },
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('another secret');
  });

  it('ask for a confirmed session', async () => {
    const cookie = await acme.signIn(acme.admin);
    acme.clock.advance(16 * 60_000);
    expectError(
      await acme.send('PUT', settingsPath, { cookie, body: settingsFor(acme.provider) }),
      403,
      'confirmation_required',
    );
    expectError(await acme.send('DELETE', settingsPath, { cookie }), 403, 'confirmation_required');
    acme.clock.advance(-16 * 60_000);
  });
});

describe('the test of an identity provider', () => {
  let acme: AcmeWithProvider;
  beforeAll(async () => {
    acme = await createAcmeWithProvider();
  });
  afterAll(() => acme.close());

  const test = async (change: object = {}) => {
    const body = settingsFor(acme.provider, change);
    const answer = await acme.send('POST', `${settingsPath}/test`, { cookie: acme.adminCookie, body });
    expect(answer.status, answer.text).toBe(200);
    return answer.body;
  };

  it('passes with the right settings, and saves nothing', async () => {
    expect(await test()).toEqual({
      ok: true,
      steps: [
        { name: 'Metadata', ok: true, message: `Found at ${acme.provider.issuer}.` },
        { name: 'Keys', ok: true, message: 'One key.' },
        { name: 'Client ID and secret', ok: true, message: 'Acme ID accepts them.' },
      ],
    });
    const saved = await acme.send('GET', settingsPath, { token: acme.adminToken });
    expect(saved.body.provider).toBeNull();
  });

  it('names the step that fails', async () => {
    expect((await test({ clientSecret: 'wrong' })).steps.at(-1)).toEqual({
      name: 'Client ID and secret',
      ok: false,
      message: 'Acme ID does not accept the client ID and the client secret.',
    });
    expect((await test({ issuer: `${acme.provider.issuer}/other` })).steps).toMatchObject([
      { name: 'Metadata', ok: false },
    ]);
    acme.provider.intercept(({ url }, response) => {
      if (url !== '/jwks') return false;
      response.end('{"keys":[]}');
      return true;
    });
    expect((await test()).steps.at(-1)).toMatchObject({ name: 'Keys', ok: false });
    acme.provider.intercept(() => false);
  });

  it('never connects to the internal network', async () => {
    const { steps } = await test({ issuer: 'https://localhost/idp' });
    expect(steps).toMatchObject([
      { ok: false, message: 'localhost could not be reached securely at a public address.' },
    ]);
  });

  it('is limited to ten a minute', async () => {
    const other = await createAcmeWithProvider();
    const body = settingsFor(other.provider);
    const call = () => other.send('POST', `${settingsPath}/test`, { cookie: other.adminCookie, body });
    const statuses = [];
    for (let count = 0; count < 11; count += 1) statuses.push((await call()).status);
    expect(statuses).toEqual([...Array(10).fill(200), 429]);
    await other.close();
  });
});
