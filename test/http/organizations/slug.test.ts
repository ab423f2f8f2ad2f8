import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day, minute } from '../../support/clock.ts';
import { connect, refresh } from '../../support/oauth/oauth.ts';
import { addPasskey } from '../../support/passkeys.ts';
import { enroll } from '../../support/second-factor.ts';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

const path = '/api/v1/organization';
let acme: Acme;
beforeAll(async () => {
  acme = await createAcme({ defaultOrganization: 'main' });
});
afterAll(() => acme.close());

/** Creates an organization with an administrator who is signed in. */
async function organization(slug: string) {
  await acme.createOrganization(slug);
  const admin = await acme.createMember(slug, `ada@${slug}.test`, 'ADMIN');
  return { slug, admin, cookie: await acme.signIn(admin), token: await acme.createToken(admin) };
}
type Organization = Awaited<ReturnType<typeof organization>>;
const rename = ({ slug, cookie }: Pick<Organization, 'slug' | 'cookie'>, to: string) =>
  acme.send('PATCH', path, { at: slug, cookie, body: { slug: to } });
const moved = async (from: Organization, to: string): Promise<Organization> => {
  expect((await rename(from, to)).status).toBe(200);
  const admin = { ...from.admin, organization: to };
  return { ...from, slug: to, admin, cookie: await acme.signIn(admin) };
};
const statusAt = async (at: string, call: object = {}) =>
  (await acme.send('GET', '/api/v1/me', { at, ...call })).status;

/** Sends every request to one organization's host. */
const atHost =
  (at: string): Acme['send'] =>
  (method, to, call = {}) =>
    acme.send(method, to, { ...call, at });

describe('a changed slug', () => {
  it('moves the organization at once, and forwards nobody', async () => {
    const before = await organization('moves');
    const team = await acme.createMember('moves', 'tim@moves.test', 'TEAM_MEMBER');
    const teamCookie = await acme.signIn(team);
    const { tokens, client } = await connect({ ...acme, send: atHost('moves') }, team);
    const inviting = { cookie: before.cookie, body: { email: 'ina@moves.test', role: 'TEAM_MEMBER' } };
    const invited = await atHost('moves')('POST', '/api/v1/organization/invitations', inviting);
    const secret = String(invited.body.link).split('#')[1];

    const answer = await rename(before, 'moved');
    expect(answer.body).toMatchObject({ slug: 'moved', name: 'moves' });
    expect(answer.headers['set-cookie']).toMatch(/^spedy_session=;/);
    for (const call of [{}, { token: before.token }, { cookie: before.cookie }, { cookie: teamCookie }])
      expectError(
        await acme.send('GET', '/api/v1/me', { at: 'moves', ...call }),
        404,
        'organization_not_found',
      );
    const page = await acme.send('GET', '/settings/organization/general', {
      at: 'moves',
      headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' },
    });
    expect({ status: page.status, location: page.headers.location }).toEqual({ status: 404 });
    expect(page.text).toContain('There is no organization at moves.localhost');
    expect(page.text).not.toContain('moved');
    const scim = await acme.send('GET', '/scim/v2/Users', { at: 'moves' });
    expect(scim.status).toBe(404);

    // Sessions end, because their cookies belong to the old host.
    expect(await statusAt('moved', { cookie: teamCookie })).toBe(401);
    expect(await statusAt('moved', { token: before.token })).toBe(200);
    // A connection belongs to the organization; an app that asks again gets the new issuer.
    expect(await statusAt('moved', { token: tokens.access_token })).toBe(200);
    const metadata = await acme.send('GET', '/.well-known/oauth-authorization-server', { at: 'moved' });
    expect(metadata.body.issuer).toBe('http://moved.localhost:3000');
    const refused = await refresh({ ...acme, send: atHost('moves') }, client, tokens.refresh_token);
    expect(refused.status).toBe(404);
    const refreshed = await refresh({ ...acme, send: atHost('moved') }, client, tokens.refresh_token);
    expect(refreshed.status).toBe(200);
    // The secret of a link is valid where the organization is.
    const read = (at: string) =>
      acme.send('POST', '/api/v1/auth/invitation', { at, body: { token: secret } });
    expect((await read('moves')).status).toBe(404);
    expect((await read('moved')).status).toBe(200);

    const signedIn = { at: 'moved', cookie: await acme.signIn({ ...team, organization: 'moved' }) };
    expect((await acme.send('GET', '/api/v1/me', signedIn)).body.organization.slug).toBe('moved');
    const events = `/api/v1/organization/audit-events?action=organization.slug_changed`;
    const { data } = (await acme.send('GET', events, { at: 'moved', token: before.token })).body;
    expect(data).toMatchObject([
      { details: { before: { slug: 'moves' }, after: { slug: 'moved' }, sessionsEnded: 3 } },
    ]);
  });

  it('is valid as at the creation, not reserved, and not in use', async () => {
    const corp = await organization('valid');
    for (const slug of ['admin', 'Valid', 'a_b', '-a', 'xn--a', '', 'a'.repeat(64)])
      expect(expectError(await rename(corp, slug), 400, 'validation_failed').details[0].path).toBe('slug');
    const taken = expectError(await rename(corp, 'acme-corp'), 409, 'already_exists');
    expect(taken.message).toBe('This address is not available. Choose another one.');
    const both = { slug: 'other', name: 'Other' };
    expectError(
      await acme.send('PATCH', path, { at: 'valid', cookie: corp.cookie, body: both }),
      400,
      'validation_failed',
    );
    expect((await rename(corp, 'valid')).body.slug).toBe('valid');
    expect(await statusAt('valid', { cookie: corp.cookie })).toBe(200);
  });

  it('is only for a confirmed session of an administrator', async () => {
    const corp = await organization('guarded');
    const change = (call: object) =>
      acme.send('PATCH', path, { at: 'guarded', body: { slug: 'x' }, ...call });
    expectError(await change({ token: corp.token }), 403, 'session_required');
    const team = await acme.createMember('guarded', 'tim@guarded.test', 'TEAM_MEMBER');
    expectError(await change({ cookie: await acme.signIn(team) }), 403, 'forbidden');
    expectError(await change({ token: acme.adminToken }), 401, 'token_invalid');
    acme.clock.advance(16 * minute);
    expectError(await change({ cookie: corp.cookie }), 403, 'confirmation_required');
    const uses = `${path}/address-uses`;
    expectError(await acme.send('GET', uses, { at: 'guarded', token: corp.token }), 403, 'session_required');
  });

  it('is held for 90 days: no other organization gets it, and the first one can return', async () => {
    const first = await moved(await organization('held'), 'held-new');
    const other = await organization('stranger');
    const refusal = expectError(await rename(other, 'held'), 409, 'already_exists');
    // As for a slug in use: which names an organization had is not a stranger's business.
    expect(refusal.message).toBe('This address is not available. Choose another one.');
    await expect(acme.createOrganization('held')).rejects.toThrow('spedy admin org release held');
    const back = await moved(first, 'held');
    expectError(await rename(other, 'held-new'), 409, 'already_exists');
    await moved(back, 'held-new');
    acme.clock.advance(91 * day);
    await acme.app.sweep();
    const { cookie } = { cookie: await acme.signIn(other.admin) };
    expect((await rename({ slug: 'stranger', cookie }, 'held')).status).toBe(200);
  });

  it('never gives the slug of the bare domain to an organization that did not have it', async () => {
    const corp = await organization('ordinary');
    expectError(await rename(corp, 'main'), 409, 'already_exists');
    const main = await moved(await organization('main'), 'main-new');
    expectError(await acme.send('GET', '/api/v1/me', { at: null }), 404, 'organization_not_found');
    const back = await moved(main, 'main');
    expect((await acme.send('GET', '/api/v1/me', { at: null, token: back.token })).status).toBe(200);
  });

  it('does not sound like the operator, who alone gives such names', async () => {
    const here = await organization('plain');
    for (const slug of ['login', 'account', 'security', 'sso', 'wpad', 'autodiscover']) {
      const { message } = expectError(await rename(here, slug), 409, 'already_exists');
      expect(message).toBe('This address is not available. Choose another one.');
    }
    const given = await organization('billing');
    const away = await moved(given, 'invoices');
    expect((await rename(away, 'billing')).status).toBe(200);
  });

  it('can change three times in 90 days', async () => {
    let corp = await organization('often');
    for (const slug of ['often-1', 'often-2', 'often-3']) corp = await moved(corp, slug);
    expect(expectError(await rename(corp, 'often-4'), 403, 'limit_reached').message).toContain('90 days');
    await moved(corp, 'often-1');
  });

  it('of two organizations that want it at the same time, one gets', async () => {
    const rivals = [await organization('rival-1'), await organization('rival-2')];
    const answers = await Promise.all(rivals.map((rival) => rename(rival, 'prize')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });
});

describe('an administrator who could not sign in at another address', () => {
  const usesOf = async ({ organization: at }: Member, cookie: string) =>
    (await acme.send('GET', `${path}/address-uses`, { at, cookie })).body;

  it('is told why, and cannot change it', async () => {
    const corp = await organization('locked');
    expect(await usesOf(corp.admin, corp.cookie)).toEqual({
      origin: 'http://locked.localhost:3000',
      servesBareDomain: false,
      passkeys: false,
      singleSignOn: false,
      provisioning: false,
      connectedApps: false,
      obstacle: null,
    });
    await addPasskey(acme, corp.admin, corp.cookie);
    const uses = await usesOf(corp.admin, corp.cookie);
    expect(uses).toMatchObject({ passkeys: true, obstacle: expect.stringContaining('authenticator app') });
    const refused = expectError(await rename(corp, 'open'), 409, 'other_sign_in_required');
    expect(refused.message).toBe(uses.obstacle);

    await acme.setPolicy('locked', { twoFactor: 'phishing-resistant' });
    expect((await usesOf(corp.admin, corp.cookie)).obstacle).toContain('Change the policy first');
    await acme.setPolicy('locked', { twoFactor: 'off' });
    await acme.db.updateTable('users').set({ password_hash: null }).where('id', '=', corp.admin.id).execute();
    expect((await usesOf(corp.admin, corp.cookie)).obstacle).toContain('You have no password');
  });

  it('can with an authenticator app', async () => {
    const corp = await organization('authenticator');
    const { cookie } = await enroll(acme, corp.admin);
    await addPasskey(acme, corp.admin, cookie);
    expect((await rename({ slug: 'authenticator', cookie }, 'authenticated')).status).toBe(200);
    const body = { email: corp.admin.email, password };
    const answer = await acme.send('POST', '/api/v1/auth/login', {
      at: 'authenticated',
      body,
      headers: { origin: 'http://authenticated.localhost:3000' },
    });
    expectError(answer, 401, 'two_factor_required');
  });
});
