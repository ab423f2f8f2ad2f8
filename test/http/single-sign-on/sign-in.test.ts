import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { startPeer } from '../../support/servers/peer.ts';
import { accountOf } from '../../support/single-sign-on/identity-provider.ts';
import {
  type AcmeWithProvider,
  atProvider,
  createAcmeWithProvider,
  finish,
  signedOn,
  signOn,
  start,
} from '../../support/single-sign-on/sign-on.ts';

describe('signing in with an identity provider', () => {
  let acme: AcmeWithProvider;
  beforeAll(async () => {
    acme = await createAcmeWithProvider();
    await acme.configure();
  });
  afterAll(() => acme.close());

  const meOf = async (cookie: string) => (await acme.send('GET', '/api/v1/me', { cookie })).body;

  it('creates a member with the default role, and shows how the session was opened', async () => {
    acme.provider.signInAs(accountOf('grace@acme.test', { name: 'Grace Hopper' }));
    const cookie = await signedOn(acme.send);
    expect(await meOf(cookie)).toMatchObject({
      user: { email: 'grace@acme.test', name: 'Grace Hopper' },
      role: 'TEAM_MEMBER',
    });
    const sessions = await acme.send('GET', '/api/v1/me/sessions', { cookie });
    expect(sessions.body.data).toMatchObject([
      { current: true, openedBy: 'single_sign_on', secondFactor: null },
    ]);
  });

  it('opens the requested page, and never one of another site', async () => {
    acme.provider.signInAs(accountOf('grace@acme.test'));
    const to = async (returnTo: string) => (await signOn(acme.send, { returnTo })).headers.location;
    expect(await to('/settings/account/security?x=1#y')).toBe('/settings/account/security?x=1#y');
    expect(await to('//evil.test/')).toBe('/');
    expect(await to('/\\evil.test/')).toBe('/');
    expect(await to('https://evil.test/')).toBe('/');
    expect(await to(`/${'a'.repeat(9_000)}`)).toBe('/');
  });

  it('continues with the authorization request of an OAuth client', async () => {
    acme.provider.signInAs(accountOf('grace@acme.test'));
    const registered = await acme.send('POST', '/api/v1/oauth/register', {
      body: { redirect_uris: ['http://127.0.0.1/callback'], token_endpoint_auth_method: 'none' },
    });
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: registered.body.client_id,
      redirect_uri: 'http://127.0.0.1/callback',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    });
    const path = `/api/v1/oauth/authorize?${query}`;
    const unknown = await acme.send('GET', path);
    const signInPage = new URL(unknown.headers.location ?? '', 'http://x');
    expect(signInPage.pathname).toBe('/sign-in');
    const returnTo = signInPage.searchParams.get('returnTo') ?? '';
    const started = await start(acme.send, { returnTo });
    const answer = await finish(acme.send, started, await atProvider(started));
    expect(answer.headers.location).toBe(path);
    const cookie = /spedy_session=[^;]*/.exec(answer.headers['set-cookie'] ?? '')?.[0] ?? '';
    const asked = await acme.send('GET', path, { cookie });
    expect(asked.headers.location).toMatch(/^\/consent\?request=/);
  });

  it('links an existing member by a verified email once, and then by issuer and subject', async () => {
    const member = await acme.createMember('acme-corp', 'lin@acme.test', 'CUSTOMER');
    acme.provider.signInAs(accountOf('LIN@acme.test', { sub: 'lin-1' }));
    expect(await meOf(await signedOn(acme.send))).toMatchObject({
      user: { id: member.id },
      role: 'CUSTOMER',
    });
    acme.provider.signInAs(accountOf('lin.married@elsewhere.test', { sub: 'lin-1', email_verified: false }));
    expect(await meOf(await signedOn(acme.send))).toMatchObject({ user: { id: member.id } });
  });

  it('refuses another account of the provider with the email of a linked member', async () => {
    await acme.createMember('acme-corp', 'reused@acme.test', 'TEAM_MEMBER');
    acme.provider.signInAs(accountOf('reused@acme.test', { sub: 'first owner' }));
    await signedOn(acme.send);
    acme.provider.signInAs(accountOf('reused@acme.test', { sub: 'second owner' }));
    const answer = await signOn(acme.send);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('signs in with another account at Acme ID');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    ['an email that is not verified', { email_verified: false }, 'has not verified your email'],
    ['an email that may be verified', { email_verified: undefined }, 'has not verified your email'],
    [
      'an email of another domain',
      { email: 'ada@acme.test.evil.test' },
      'is not an email of this organization',
    ],
    ['an email of a subdomain', { email: 'ada@sub.acme.test' }, 'is not an email of this organization'],
    ['no email', { email: undefined }, 'did not send your email'],
    ['an invalid email', { email: 'ada@acme.test\u0000' }, 'did not send your email'],
  ])('refuses %s, also of an existing member', async (_what, claims, message) => {
    acme.provider.signInAs(accountOf(acme.admin.email, claims));
    const answer = await signOn(acme.send);
    expect({ status: answer.status, text: answer.text }).toEqual({
      status: 403,
      text: expect.stringContaining(message),
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it("accepts Microsoft Entra's statement that an email is verified", async () => {
    acme.provider.signInAs(accountOf('entra@acme.test', { email_verified: undefined, xms_edov: true }));
    expect(await meOf(await signedOn(acme.send))).toMatchObject({ user: { email: 'entra@acme.test' } });
  });

  it('refuses a deactivated member, linked or not', async () => {
    const member = await acme.createMember('acme-corp', 'gone@acme.test', 'TEAM_MEMBER');
    const setState = (state: string) =>
      acme.send('PATCH', `/api/v1/users/${member.id}`, { token: acme.adminToken, body: { state } });
    acme.provider.signInAs(accountOf('gone@acme.test'));
    await setState('deactivated');
    expect((await signOn(acme.send)).text).toContain('Your account here is deactivated.');
    await setState('active');
    await signedOn(acme.send);
    await setState('deactivated');
    expect((await signOn(acme.send)).status).toBe(403);
  });

  it('forgets the link of a removed member, who would be a new member', async () => {
    acme.provider.signInAs(accountOf('back@acme.test'));
    const first = (await meOf(await signedOn(acme.send))).user.id;
    await acme.send('DELETE', `/api/v1/users/${first}`, { token: acme.adminToken });
    const second = (await meOf(await signedOn(acme.send))).user.id;
    expect(second).not.toBe(first);
  });

  it('is finished by any process, with the browser that started it', async () => {
    acme.provider.signInAs(accountOf('grace@acme.test'));
    const peer = await startPeer(acme);
    const started = await start(acme.send);
    const answer = await finish(peer.send, started, await atProvider(started));
    expect(answer.status, answer.text).toBe(303);
    await peer.close();
  });

  it('creates one member if a person signs in twice at once', async () => {
    acme.provider.signInAs(accountOf('twice@acme.test'));
    const [one, two] = await Promise.all([start(acme.send), start(acme.send)]);
    const [first, second] = [await atProvider(one), await atProvider(two)];
    const answers = await Promise.all([finish(acme.send, one, first), finish(acme.send, two, second)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    const events = await acme.send(
      'GET',
      '/api/v1/organization/audit-events?action=member.created&limit=100',
      {
        token: acme.adminToken,
      },
    );
    const created = events.body.data.filter(
      (event: { details: { email?: string } }) => event.details.email === 'twice@acme.test',
    );
    expect(created).toHaveLength(1);
  });

  it('keeps the device of the browser, which redirects from another site do not send', async () => {
    acme.provider.signInAs(accountOf('device@acme.test'));
    const first = await signOn(acme.send);
    const device = /spedy_device=[0-9A-Za-z]{32}/.exec(first.headers['set-cookie'] ?? '')?.[0] ?? '';
    expect(device).not.toBe('');
    const started = await start(acme.send, { cookie: device });
    // The device cookie is SameSite=Strict.
    const cookies = started.cookies.replace(`${device}; `, '');
    const second = await finish(acme.send, { cookies }, await atProvider(started));
    expect(second.headers['set-cookie']).toContain(device);
  });

  it('is not there for an organization without a provider', async () => {
    await acme.createOrganization('other');
    const answer = await acme.send('GET', '/api/v1/auth/single-sign-on/start', { at: 'other' });
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('This organization does not use single sign-on.');
    const greeting = await acme.send('GET', '/api/v1/auth/organization', { at: 'other' });
    expect(greeting.body.singleSignOn).toBeNull();
    expectError(
      await acme.send('GET', '/api/v1/auth/single-sign-on/start', { at: null }),
      404,
      'organization_not_found',
    );
  });

  it('says so on the sign-in page', async () => {
    const greeting = await acme.send('GET', '/api/v1/auth/organization');
    expect(greeting.body.singleSignOn).toEqual({ name: 'Acme ID', required: false });
  });
});

describe('the audit log of single sign-on', () => {
  it('records sign-ins, links and refusals in the audit log', async () => {
    const acme = await createAcmeWithProvider();
    await acme.configure();
    acme.provider.signInAs(accountOf('audited@acme.test', { sub: 'audited' }));
    const cookie = await signedOn(acme.send);
    const { user } = (await acme.send('GET', '/api/v1/me', { cookie })).body;
    acme.provider.signInAs(accountOf('audited@evil.test'));
    await signOn(acme.send);
    const read = async (action: string) =>
      (
        await acme.send('GET', `/api/v1/organization/audit-events?action=${action}`, {
          token: acme.adminToken,
        })
      ).body.data;
    expect((await read('session.started'))[0].details).toEqual({
      openedBy: 'single_sign_on',
      secondFactor: null,
    });
    expect((await read('member.linked'))[0]).toMatchObject({
      target: { kind: 'user', id: user.id },
      details: { email: 'audited@acme.test', issuer: acme.provider.issuer, subject: 'audited' },
    });
    await expect
      .poll(async () =>
        (await read('refusal.single_sign_on')).map((event: { details: object }) => event.details),
      )
      .toContainEqual({ email: 'audited@evil.test', reason: 'foreign_domain' });
    await acme.close();
  });
});
