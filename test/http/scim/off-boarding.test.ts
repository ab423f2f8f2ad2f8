import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invite } from '../../support/invitations.ts';
import { connect, refresh } from '../../support/oauth/oauth.ts';
import { createScimToken, type IdentityProvider, identityProvider } from '../../support/scim.ts';
import { type Acme, createAcme, type Member } from '../../support/world.ts';

let acme: Acme;
let idp: IdentityProvider;
beforeAll(async () => {
  acme = await createAcme();
  idp = identityProvider(acme, (await createScimToken(acme)).token);
});
afterAll(() => acme.close());

const setActive = (id: string, value: unknown) => idp.patch(id, [{ op: 'Replace', path: 'active', value }]);

describe('off-boarding', () => {
  it('ends sessions, tokens and connections, which a reactivation does not restore', async () => {
    const member = await acme.createMember('acme-corp', 'leaver@acme.test', 'TEAM_MEMBER');
    const token = await acme.createToken(member);
    const cookie = await acme.signIn(member);
    const { tokens, client } = await connect(acme, member);
    expect(await setActive(member.id, 'False')).toMatchObject({ status: 200, body: { active: false } });
    const answers = async () => [
      await acme.send('GET', '/api/v1/me', { token }),
      await acme.send('GET', '/api/v1/me', { cookie }),
      await acme.send('GET', '/api/v1/me', { token: tokens.access_token }),
      await refresh(acme, client, tokens.refresh_token),
    ];
    const refused = [
      { status: 401, body: { code: 'token_revoked' } },
      { status: 401, body: { code: 'authentication_required' } },
      { status: 401, body: { code: 'token_revoked' } },
      { status: 400, body: { error: 'invalid_grant' } },
    ];
    expect(await answers()).toMatchObject(refused);
    expect((await setActive(member.id, true)).body.active).toBe(true);
    expect(await answers()).toMatchObject(refused);
    expect(await acme.signIn(member)).toContain('spedy_session=');
    const path = `/api/v1/organization/audit-events?targetId=${member.id}`;
    const { data } = (await acme.send('GET', path, { token: acme.adminToken })).body;
    expect(data).toContainEqual(
      expect.objectContaining({
        action: 'member.offboarded',
        actor: expect.objectContaining({ kind: 'scim' }),
        details: { tokensRevoked: 1, grantsEnded: 1 },
      }),
    );
  });

  it('also ends the tokens of a member whom an administrator had deactivated', async () => {
    const member = await acme.createMember('acme-corp', 'paused@acme.test', 'TEAM_MEMBER');
    const token = await acme.createToken(member);
    const change = (state: string) =>
      acme.send('PATCH', `/api/v1/users/${member.id}`, { token: acme.adminToken, body: { state } });
    await change('deactivated');
    expect((await setActive(member.id, false)).status).toBe(200);
    await change('active');
    expect((await acme.send('GET', '/api/v1/me', { token })).body.code).toBe('token_revoked');
  });

  it('revokes the invitations that an administrator has sent', async () => {
    const admin = await acme.createMember('acme-corp', 'inviter@acme.test', 'ADMIN');
    const { secret } = await invite({ ...acme, admin }, 'invited@acme.test');
    const open = () => acme.send('POST', '/api/v1/auth/invitation', { body: { token: secret } });
    expect((await open()).status).toBe(200);
    expect((await setActive(admin.id, false)).status).toBe(200);
    expect((await open()).status).toBe(404);
  });
});

describe('a link to reset the password', () => {
  const reset = 'a brand new pass phrase';
  const linkFor = async (id: string) => {
    const cookie = await acme.signIn(acme.admin);
    const body = { delivery: 'link' };
    const answer = await acme.send('POST', `/api/v1/users/${id}/password-reset`, { cookie, body });
    expect(answer.status, answer.text).toBe(201);
    return String(answer.body.link).split('#')[1];
  };
  const complete = (token: string | undefined) =>
    acme.send('POST', '/api/v1/auth/reset-password', { body: { token, newPassword: reset } });

  it('gives a member whom the identity provider has added their first password', async () => {
    const { id } = await idp.create('newcomer@acme.test');
    const signIn = () =>
      acme.send('POST', '/api/v1/auth/login', { body: { email: 'newcomer@acme.test', password: reset } });
    expect((await signIn()).status).toBe(401);
    expect((await complete(await linkFor(id))).status).toBe(204);
    expect((await signIn()).body).toMatchObject({ user: { id }, role: 'TEAM_MEMBER' });
  });

  it('ends with off-boarding, and with a change of the email that it was for', async () => {
    const { id } = await idp.create('links@acme.test');
    const first = await linkFor(id);
    await setActive(id, false);
    await setActive(id, true);
    expect((await complete(first)).status).toBe(404);
    const second = await linkFor(id);
    await idp.patch(id, [{ op: 'replace', path: 'userName', value: 'other-links@acme.test' }]);
    expect((await complete(second)).status).toBe(404);
  });
});

describe('the last administrator', () => {
  const requests: readonly [string, (admin: Member) => ReturnType<IdentityProvider['send']>][] = [
    ['deactivated', ({ id }) => setActive(id, false)],
    ['demoted', ({ id }) => idp.patch(id, [{ op: 'replace', path: 'roles', value: ['CUSTOMER'] }])],
    ['replaced', ({ id, email }) => idp.send('PUT', `/Users/${id}`, { userName: email, active: false })],
    ['deleted', ({ id }) => idp.send('DELETE', `/Users/${id}`)],
  ];
  it.each(requests)('cannot be %s, with a clear error', async (_what, request) => {
    const answer = await request(acme.admin);
    expect(answer).toMatchObject({
      status: 409,
      body: { status: '409', detail: expect.stringContaining('at least one active administrator') },
    });
    expect((await acme.send('GET', '/api/v1/me', { token: acme.adminToken })).status).toBe(200);
  });
});

describe('an administrator', () => {
  it('cannot be made, taken over or reactivated with a SCIM token', async () => {
    const promote = [{ op: 'replace', path: 'roles', value: [{ value: 'ADMIN' }] }];
    expect(await idp.patch(acme.customer.id, promote)).toMatchObject({ status: 403 });
    const { id } = await acme.createMember('acme-corp', 'second@acme.test', 'ADMIN');
    const email = [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'attacker@evil.test' }];
    expect(await idp.patch(id, email)).toMatchObject({ status: 403, body: { status: '403' } });
    expect((await setActive(id, false)).status).toBe(200);
    expect(await setActive(id, true)).toMatchObject({ status: 403 });
    const { body } = await acme.send('GET', `/api/v1/users/${id}`, { token: acme.adminToken });
    expect(body).toMatchObject({ email: 'second@acme.test', role: 'ADMIN', state: 'deactivated' });
  });
});
