import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../../support/client.ts';
import { addPasskey, cookieOf, signInWith } from '../../../support/passkeys.ts';
import { codeAt, enroll } from '../../../support/second-factor.ts';
import { type Acme, createAcme, type Member, password } from '../../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

let created = 0;
/** Creates an organization with an administrator. */
async function newOrganization() {
  created += 1;
  const at = `policy-${created}`;
  await acme.createOrganization(at);
  return { at, admin: await acme.createMember(at, `admin@${at}.test`, 'ADMIN') };
}
const phishingResistant = { twoFactor: 'phishing-resistant' } as const;
const tokens = (at: string, cookie: string) => acme.send('GET', '/api/v1/me/tokens', { at, cookie });
const state = async (at: string, cookie: string) =>
  (await acme.send('GET', '/api/v1/me/two-factor', { at, cookie })).body;
const signInWithCode = async ({ email, organization: at }: Member, code: string) =>
  cookieOf(await acme.send('POST', '/api/v1/auth/login', { at, body: { email, password, code } }));

describe('the policy phishing-resistant', () => {
  it('rejects a session without a passkey, also with a code', async () => {
    const { at, admin } = await newOrganization();
    const { cookie, secret } = await enroll(acme, admin);
    const token = await acme.createToken(admin);
    await acme.setPolicy(at, phishingResistant);
    const refused = expectError(await tokens(at, cookie), 403, 'two_factor_enrollment_required');
    expect(refused.message).toContain('requires a passkey');
    expect(await state(at, cookie)).toMatchObject({
      required: true,
      policy: 'phishing-resistant',
      verified: true,
      satisfied: false,
    });
    const again = await signInWithCode(admin, codeAt(secret, acme.clock.now()));
    expectError(await tokens(at, again), 403, 'two_factor_enrollment_required');
    expect((await acme.send('GET', '/api/v1/me', { at, token })).status).toBe(200);
  });

  it('accepts a session once it has registered a passkey, and sessions opened with one', async () => {
    const { at, admin } = await newOrganization();
    const cookie = await acme.signIn(admin);
    await acme.setPolicy(at, phishingResistant);
    expectError(await tokens(at, cookie), 403, 'two_factor_enrollment_required');
    const { passkey } = await addPasskey(acme, admin, cookie);
    expect((await tokens(at, cookie)).status).toBe(200);
    expect(await state(at, cookie)).toMatchObject({ satisfied: true });
    expect((await tokens(at, cookieOf(await signInWith(acme, passkey, at)))).status).toBe(200);
  });

  it('asks a session that used a code for the passkey, which a phished code cannot add', async () => {
    const { at, admin } = await newOrganization();
    const { cookie, secret } = await enroll(acme, admin);
    await addPasskey(acme, admin, cookie);
    await acme.setPolicy(at, phishingResistant);
    const phished = await signInWithCode(admin, codeAt(secret, acme.clock.now()));
    expectError(await tokens(at, phished), 403, 'two_factor_verification_required');
    const begun = await acme.send('POST', '/api/v1/me/passkeys/options', { at, cookie: phished });
    expectError(begun, 403, 'two_factor_verification_required');
  });

  it('keeps the last passkey', async () => {
    const { at, admin } = await newOrganization();
    const { cookie } = await enroll(acme, admin);
    const { id } = await addPasskey(acme, admin, cookie);
    await acme.setPolicy(at, phishingResistant);
    const remove = () => acme.send('DELETE', `/api/v1/me/passkeys/${id}`, { at, cookie });
    expect(expectError(await remove(), 403, 'forbidden').message).toContain('Add another one first');
    await addPasskey(acme, admin, cookie);
    expect((await remove()).status).toBe(204);
  });

  it('does not count a blocked passkey as another one', async () => {
    const { at, admin } = await newOrganization();
    const cookie = await acme.signIn(admin);
    const { passkey } = await addPasskey(acme, admin, cookie, { counter: 5 });
    const { id } = await addPasskey(acme, admin, cookie);
    await acme.setPolicy(at, phishingResistant);
    expectError(await signInWith(acme, { ...passkey, counter: 0 }, at), 401, 'passkey_invalid');
    const removed = await acme.send('DELETE', `/api/v1/me/passkeys/${id}`, { at, cookie });
    expectError(removed, 403, 'forbidden');
  });

  it('keeps the authenticator app of a member whose only passkey is blocked', async () => {
    const { at, admin } = await newOrganization();
    const { cookie: former, backupCodes } = await enroll(acme, admin);
    const { passkey } = await addPasskey(acme, admin, former, { counter: 5 });
    await acme.setPolicy(at, { twoFactor: 'required' });
    expectError(await signInWith(acme, { ...passkey, counter: 0 }, at), 401, 'passkey_invalid');
    // The session in which the passkey was registered has ended with it.
    const cookie = await signInWithCode(admin, backupCodes[1] ?? '');
    const body = { currentPassword: password, code: backupCodes[0] };
    const disabled = await acme.send('POST', '/api/v1/me/two-factor/disable', { at, cookie, body });
    expectError(disabled, 403, 'forbidden');
  });

  it('can be set only in a session that used a passkey, or with a token', async () => {
    const { at, admin } = await newOrganization();
    const { cookie } = await enroll(acme, admin);
    const set = (call: object) =>
      acme.send('PATCH', '/api/v1/organization', { at, ...call, body: { policy: phishingResistant } });
    const refused = expectError(await set({ cookie }), 403, 'two_factor_enrollment_required');
    expect(refused.message).toContain('would lock you out');
    await addPasskey(acme, admin, cookie);
    expect((await set({ cookie })).body.policy).toMatchObject({
      twoFactor: 'phishing-resistant',
      twoFactorRequired: true,
    });
    await acme.setPolicy(at, { twoFactor: 'off' });
    expect((await set({ token: await acme.createToken(admin) })).status).toBe(200);
  });

  it('counts members without a passkey in a dry run', async () => {
    const { at, admin } = await newOrganization();
    const member = await acme.createMember(at, `second@${at}.test`, 'TEAM_MEMBER');
    await enroll(acme, member);
    await addPasskey(acme, admin, await acme.signIn(admin));
    const token = await acme.createToken(admin);
    const dryRun = async (policy: object) =>
      (await acme.send('POST', '/api/v1/organization/policy/dry-run', { at, token, body: policy })).body
        .membersWithoutTwoFactor;
    expect(await dryRun(phishingResistant)).toBe(1);
    expect(await dryRun({ twoFactor: 'required' })).toBe(0);
    expect(await dryRun({ twoFactor: 'off' })).toBe(0);
  });
});

describe('twoFactorRequired, the earlier form of twoFactor', () => {
  it.each([
    ['off', { twoFactorRequired: true }, 'required'],
    ['required', { twoFactorRequired: false }, 'off'],
    ['phishing-resistant', { twoFactorRequired: true }, 'phishing-resistant'],
    ['phishing-resistant', { twoFactorRequired: false }, 'off'],
    ['off', { twoFactor: 'required', twoFactorRequired: true }, 'required'],
  ] as const)('changes %s by %j to %s', async (before, policy, after) => {
    const { at, admin } = await newOrganization();
    await acme.setPolicy(at, { twoFactor: before });
    const token = await acme.createToken(admin);
    const { body } = await acme.send('PATCH', '/api/v1/organization', { at, token, body: { policy } });
    expect(body.policy).toMatchObject({ twoFactor: after, twoFactorRequired: after !== 'off' });
  });

  it('must not contradict it', async () => {
    const { at, admin } = await newOrganization();
    const token = await acme.createToken(admin);
    const body = { policy: { twoFactor: 'off', twoFactorRequired: true } };
    expectError(
      await acme.send('PATCH', '/api/v1/organization', { at, token, body }),
      400,
      'validation_failed',
    );
  });
});
