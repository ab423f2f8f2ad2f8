import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { invite } from '../../support/invitations.ts';
import { addPasskey, signInWith } from '../../support/passkeys.ts';
import { spedyOn } from '../../support/servers/command-line.ts';
import { accountOf } from '../../support/single-sign-on/identity-provider.ts';
import {
  type AcmeWithProvider,
  createAcmeWithProvider,
  settingsFor,
  settingsPath,
  signedOn,
} from '../../support/single-sign-on/sign-on.ts';
import { type Member, password } from '../../support/world.ts';

describe('required single sign-on', () => {
  let acme: AcmeWithProvider;
  let breakGlass: Member;
  beforeEach(async () => {
    acme = await createAcmeWithProvider();
    breakGlass = await acme.createMember('acme-corp', 'glass@acme.test', 'ADMIN');
  });
  afterEach(() => acme.close());

  const require = () => acme.configure({ required: true, breakGlassUserId: breakGlass.id });
  const logIn = ({ email }: Pick<Member, 'email'>, given = password) =>
    acme.send('POST', '/api/v1/auth/login', { body: { email, password: given } });
  const statusOf = async (cookie: string) => (await acme.send('GET', '/api/v1/me', { cookie })).status;

  it('turns passwords off for all but the break-glass administrator', async () => {
    await require();
    const body = expectError(await logIn(acme.admin), 403, 'single_sign_on_required');
    expect(body.message).toBe(
      'This organization requires single sign-on. Continue with Acme ID on the sign-in page.',
    );
    expectError(await logIn(acme.teamMember), 403, 'single_sign_on_required');
    expect((await logIn(breakGlass)).status).toBe(200);
    acme.provider.signInAs(accountOf(acme.teamMember.email));
    expect(await statusOf(await signedOn(acme.send))).toBe(200);
  });

  it('confirms no session by a password, except that of the break-glass administrator', async () => {
    const glass = await acme.signIn(breakGlass);
    await require();
    acme.provider.signInAs(accountOf(acme.teamMember.email));
    const cookie = await signedOn(acme.send);
    const confirm = (as: string) =>
      acme.send('POST', '/api/v1/me/confirm', { cookie: as, body: { password } });
    expectError(await confirm(cookie), 403, 'single_sign_on_required');
    expect((await confirm(glass)).status).toBe(200);
  });

  it('does not reveal who the break-glass administrator is', async () => {
    await require();
    const answers = await Promise.all(
      [breakGlass, acme.admin, { email: 'nobody@acme.test' }].map((member) =>
        logIn(member, 'wrong password'),
      ),
    );
    for (const answer of answers) expectError(answer, 401, 'invalid_credentials');
  });

  it('ends the other sessions that were opened with a password', async () => {
    acme.provider.signInAs(accountOf('grace@acme.test'));
    await acme.configure();
    const kept = [acme.adminCookie, await acme.signIn(breakGlass), await signedOn(acme.send)];
    const ended = [await acme.signIn(acme.admin), await acme.signIn(acme.teamMember)];
    for (const cookie of [...kept, ...ended]) expect(await statusOf(cookie)).toBe(200);
    await require();
    for (const cookie of kept) expect(await statusOf(cookie)).toBe(200);
    for (const cookie of ended) expect(await statusOf(cookie)).toBe(401);
    // Tokens keep working: they are not a way to sign in.
    expect((await acme.send('GET', '/api/v1/me', { token: acme.teamMemberToken })).status).toBe(200);
    const path = '/api/v1/organization/audit-events?action=single_sign_on.&limit=1';
    const { body } = await acme.send('GET', path, { token: acme.adminToken });
    expect(body.data[0].details).toMatchObject({ after: { required: true }, sessionsEnded: 2 });
  });

  it('ends the sessions of the former break-glass administrator', async () => {
    await require();
    const cookie = await acme.signIn(breakGlass);
    await acme.configure({ required: true, breakGlassUserId: acme.admin.id });
    expect(await statusOf(cookie)).toBe(401);
    expect(await statusOf(acme.adminCookie)).toBe(200);
    expectError(await logIn(breakGlass), 403, 'single_sign_on_required');
  });

  it('needs a break-glass administrator who is active and has a password', async () => {
    acme.provider.signInAs(accountOf('grace@acme.test'));
    await acme.configure();
    const grace = (await acme.send('GET', '/api/v1/me', { cookie: await signedOn(acme.send) })).body.user.id;
    await acme.send('PATCH', `/api/v1/users/${grace}`, { cookie: acme.adminCookie, body: { role: 'ADMIN' } });
    for (const breakGlassUserId of [acme.teamMember.id, grace]) {
      const body = settingsFor(acme.provider, { required: true, breakGlassUserId });
      const answer = await acme.send('PUT', settingsPath, { cookie: acme.adminCookie, body });
      expectError(answer, 400, 'validation_failed');
    }
  });

  it('keeps the break-glass administrator until another one is named', async () => {
    await require();
    const path = `/api/v1/users/${breakGlass.id}`;
    const asAdmin = { token: acme.adminToken };
    for (const body of [{ role: 'TEAM_MEMBER' }, { state: 'deactivated' }])
      expectError(await acme.send('PATCH', path, { ...asAdmin, body }), 409, 'break_glass_administrator');
    expectError(await acme.send('DELETE', path, asAdmin), 409, 'break_glass_administrator');
    expect((await acme.send('PATCH', path, { ...asAdmin, body: { name: 'Glass' } })).status).toBe(200);
    await acme.configure({ required: true, breakGlassUserId: acme.admin.id });
    expect((await acme.send('DELETE', path, asAdmin)).status).toBe(204);
  });

  it('is turned off by the operator if nobody can sign in', async () => {
    await require();
    const spedy = spedyOn(acme.databaseUrl);
    const removed = await spedy(['org', 'remove-single-sign-on', 'acme-corp']);
    expect({ exitCode: removed.exitCode, stdout: removed.stdout }, removed.stderr).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('acme-corp no longer uses single sign-on'),
    });
    expect((await logIn(acme.teamMember)).status).toBe(200);
    const again = await spedy(['org', 'remove-single-sign-on', 'acme-corp']);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('Single sign-on is not set up.');
    const path = '/api/v1/organization/audit-events?action=single_sign_on.&limit=1';
    const { body } = await acme.send('GET', path, { token: acme.adminToken });
    expect(body.data[0]).toMatchObject({ action: 'single_sign_on.removed', actor: { kind: 'operator' } });
  });

  it('turns off passkeys for all but the break-glass administrator', async () => {
    const passkeyOf = async (member: Member) =>
      (await addPasskey(acme, member, await acme.signIn(member))).passkey;
    const [theirs, glass] = [await passkeyOf(acme.teamMember), await passkeyOf(breakGlass)];
    await require();
    expectError(await signInWith(acme, theirs), 403, 'single_sign_on_required');
    expect((await signInWith(acme, glass)).status).toBe(200);
  });

  it('turns off invitations with a password', async () => {
    const { secret: token } = await invite(acme, 'new@acme.test');
    await require();
    const body = { token, name: 'New', password: 'a long enough password' };
    const accept = () => acme.send('POST', '/api/v1/auth/invitation/accept', { body });
    expectError(await accept(), 403, 'single_sign_on_required');
    const path = '/api/v1/organization/invitations';
    const another = { email: 'another@acme.test', role: 'CUSTOMER' };
    const refused = await acme.send('POST', path, { token: acme.adminToken, body: another });
    expectError(refused, 403, 'single_sign_on_required');
    expect(refused.body.message).toContain('nobody could accept an invitation');
    await acme.configure();
    expect((await accept()).status).toBe(200);
  });

  it('turns off links to reset a password for all but the break-glass administrator', async () => {
    const linkTo = ({ id }: Member) =>
      acme.send('POST', `/api/v1/users/${id}/password-reset`, {
        cookie: acme.adminCookie,
        body: { delivery: 'link' },
      });
    const tokenOf = async (member: Member) => (await linkTo(member)).body.link.split('#')[1];
    const [theirs, glass] = [await tokenOf(acme.teamMember), await tokenOf(breakGlass)];
    await require();
    const path = '/api/v1/auth/reset-password';
    const use = (token: string) =>
      acme.send('POST', path, { body: { token, newPassword: 'a brand new pass phrase' } });
    const opened = await acme.send('POST', `${path}/link`, { body: { token: theirs } });
    expectError(opened, 403, 'single_sign_on_required');
    expectError(await use(theirs), 403, 'single_sign_on_required');
    expect((await use(glass)).status).toBe(204);
    const body = expectError(await linkTo(acme.teamMember), 403, 'single_sign_on_required');
    expect(body.message).toBe(
      'This organization requires single sign-on, so tim@acme.test cannot sign in with a password. They continue with Acme ID on the sign-in page.',
    );
    expect((await linkTo(breakGlass)).status).toBe(201);
    await acme.configure();
    expect((await use(theirs)).status).toBe(204);
  });
});

describe('roles by a claim', () => {
  let acme: AcmeWithProvider;
  beforeEach(async () => {
    acme = await createAcmeWithProvider();
  });
  afterEach(() => acme.close());

  const mapping = {
    roleClaim: 'groups',
    roles: [
      { value: 'customers', role: 'CUSTOMER' },
      { value: 'admins', role: 'ADMIN' },
    ],
  };
  const roleOf = async (claims: Record<string, unknown>, email = 'grace@acme.test') => {
    acme.provider.signInAs(accountOf(email, claims));
    return (await acme.send('GET', '/api/v1/me', { cookie: await signedOn(acme.send) })).body.role;
  };

  it('follow the claim at each sign-in, and the default role otherwise', async () => {
    await acme.configure(mapping);
    expect(await roleOf({ groups: ['customers'] })).toBe('CUSTOMER');
    expect(await roleOf({ groups: ['customers', 'admins'] })).toBe('ADMIN');
    expect(await roleOf({ groups: 'customers' })).toBe('CUSTOMER');
    expect(await roleOf({ groups: ['others'] })).toBe('TEAM_MEMBER');
    expect(await roleOf({})).toBe('TEAM_MEMBER');
    const path = '/api/v1/organization/audit-events?action=member.changed&limit=100';
    const { body } = await acme.send('GET', path, { token: acme.adminToken });
    expect(body.data).toMatchObject([
      {
        actor: { kind: 'system' },
        details: { before: { role: 'CUSTOMER' }, after: { role: 'TEAM_MEMBER' } },
      },
      { details: { before: { role: 'ADMIN' }, after: { role: 'CUSTOMER' } } },
      { details: { before: { role: 'CUSTOMER' }, after: { role: 'ADMIN' } } },
    ]);
  });

  it('can be in a nested claim', async () => {
    await acme.configure({ ...mapping, roleClaim: 'realm_access.roles' });
    expect(await roleOf({ realm_access: { roles: ['admins'] } })).toBe('ADMIN');
  });

  it('refuse who has none if there is no default, members too', async () => {
    await acme.configure(mapping);
    expect(await roleOf({ groups: ['customers'] })).toBe('CUSTOMER');
    await acme.configure({ ...mapping, defaultRole: null });
    await expect(roleOf({ groups: ['others'] })).rejects.toThrow('has no role in this organization');
    await expect(roleOf({}, 'new@acme.test')).rejects.toThrow('has no role in this organization');
  });

  it('stay as they are without a mapping', async () => {
    await acme.configure();
    const cora = acme.customer;
    expect(await roleOf({ groups: ['admins'] }, cora.email)).toBe('CUSTOMER');
  });

  it('stay for the last administrator and the break-glass administrator', async () => {
    await acme.configure(mapping);
    expect(await roleOf({ groups: ['customers'] }, acme.admin.email)).toBe('ADMIN');
    await acme.createMember('acme-corp', 'second@acme.test', 'ADMIN');
    await acme.configure({ ...mapping, required: true, breakGlassUserId: acme.admin.id });
    expect(await roleOf({ groups: ['customers'] }, acme.admin.email)).toBe('ADMIN');
    expect(await roleOf({ groups: ['customers'] }, 'second@acme.test')).toBe('CUSTOMER');
  });
});

describe('the second factor of an identity provider', () => {
  let acme: AcmeWithProvider;
  beforeEach(async () => {
    acme = await createAcmeWithProvider();
    acme.provider.signInAs(accountOf('grace@acme.test'));
  });
  afterEach(() => acme.close());

  const tokensOf = (cookie: string) => acme.send('GET', '/api/v1/me/tokens', { cookie });

  it('does not count by default', async () => {
    await acme.configure();
    await acme.setPolicy('acme-corp', { twoFactor: 'required' });
    expectError(await tokensOf(await signedOn(acme.send)), 403, 'two_factor_enrollment_required');
  });

  it('counts while an administrator says that the provider requires one', async () => {
    await acme.configure({ trustsSecondFactor: true });
    const cookie = await signedOn(acme.send);
    const sessions = await acme.send('GET', '/api/v1/me/sessions', { cookie });
    expect(sessions.body.data[0]).toMatchObject({ secondFactor: 'identity_provider' });
    await acme.setPolicy('acme-corp', { twoFactor: 'required' });
    expect((await tokensOf(cookie)).status).toBe(200);
    await acme.setPolicy('acme-corp', { twoFactor: 'off' });
    await acme.configure({ trustsSecondFactor: false });
    await acme.setPolicy('acme-corp', { twoFactor: 'required' });
    expectError(await tokensOf(cookie), 403, 'two_factor_enrollment_required');
  });
});
