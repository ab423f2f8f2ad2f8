import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { minute } from '../../support/clock.ts';
import { addPasskey, cookieOf, signInChallenge, signInWith } from '../../support/passkeys.ts';
import { codeAt, enroll } from '../../support/second-factor.ts';
import { startPeer } from '../../support/servers/peer.ts';
import { assertion, type SoftwarePasskey } from '../../support/software-authenticator.ts';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

const resetPath = '/api/v1/auth/reset-password';
const newPassword = 'a brand new pass phrase';
let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

let created = 0;
/** Creates an organization with an administrator and two members. */
async function newOrganization() {
  created += 1;
  const at = `reset-${created}`;
  await acme.createOrganization(at);
  const admin = await acme.createMember(at, `admin@${at}.test`, 'ADMIN');
  const other = await acme.createMember(at, `other@${at}.test`, 'TEAM_MEMBER');
  return { at, admin, other, member: await acme.createMember(at, `member@${at}.test`, 'TEAM_MEMBER') };
}
type Organization = Awaited<ReturnType<typeof newOrganization>>;
/** Creates a link, as the administrator does; returns its secret. */
async function linkFor({ at, admin, member }: Organization): Promise<string> {
  const cookie = await acme.signIn(admin);
  const body = { delivery: 'link' };
  const { link } = (
    await acme.send('POST', `/api/v1/users/${member.id}/password-reset`, { at, cookie, body })
  ).body;
  return String(link).split('#')[1] ?? '';
}
const factors = async (at: string, token: string) =>
  (await acme.send('POST', `${resetPath}/link`, { at, body: { token } })).body.secondFactors;
const complete = (at: string, token: string, more: object = {}) =>
  acme.send('POST', resetPath, { at, body: { token, newPassword, ...more } });
const answerOf = async (passkey: SoftwarePasskey, at: string) =>
  assertion(passkey, await signInChallenge(acme, at, { secondFactor: true }));
const withPasskey = async (member: Member, options: Parameters<typeof addPasskey>[3] = {}) =>
  (await addPasskey(acme, member, await acme.signIn(member), options)).passkey;
const signIn = ({ email, organization: at }: Member, typed: string) =>
  acme.send('POST', '/api/v1/auth/login', { at, body: { email, password: typed } });

describe('a password reset of a member with a passkey', () => {
  it('is finished with the passkey, which needs no user verification', async () => {
    const organization = await newOrganization();
    const { at, member } = organization;
    const passkey = await withPasskey(member, { verifiesUser: false });
    const token = await linkFor(organization);
    expect(await factors(at, token)).toEqual(['passkey', 'code']);
    expect(expectError(await complete(at, token), 401, 'two_factor_required').message).toContain(
      'The link is correct',
    );
    const answer = await complete(at, token, { passkey: await answerOf(passkey, at) });
    expect(answer.status, answer.text).toBe(204);
    expectError(await signIn(member, password), 401, 'invalid_credentials');
    expectError(await signIn(member, newPassword), 401, 'two_factor_required');
  });

  it('is finished with a backup code, unless the organization requires a passkey', async () => {
    const organization = await newOrganization();
    const { at, member } = organization;
    const { added } = await addPasskey(acme, member, await acme.signIn(member));
    const answer = await complete(at, await linkFor(organization), { code: added.backupCodes[0] });
    expect(answer.status, answer.text).toBe(204);
  });

  it('accepts a challenge of another process', async () => {
    const organization = await newOrganization();
    const { at, member } = organization;
    const passkey = await withPasskey(member);
    const token = await linkFor(organization);
    const peer = await startPeer(acme);
    try {
      const body = { token, newPassword, passkey: await answerOf(passkey, at) };
      expect((await peer.send('POST', resetPath, { at, body })).status).toBe(204);
    } finally {
      await peer.close();
    }
  });

  it("rejects another member's passkey, and keeps the link", async () => {
    const organization = await newOrganization();
    const { at, other, member } = organization;
    const passkey = await withPasskey(member);
    const others = await withPasskey(other);
    const token = await linkFor(organization);
    const refuse = async (proof: object) =>
      expectError(await complete(at, token, { passkey: proof }), 401, 'passkey_invalid');
    await refuse(await answerOf(others, at));
    await refuse(await answerOf({ ...others, userHandle: passkey.userHandle }, at));
    await refuse(await answerOf({ ...passkey, privateKey: others.privateKey }, at));
    await refuse(await answerOf({ ...passkey, origin: 'https://evil.test' }, at));
    expectError(await signIn(member, newPassword), 401, 'invalid_credentials');
    expect((await complete(at, token, { passkey: await answerOf(passkey, at) })).status).toBe(204);
  });

  it('rejects an answer that was used before, here or at sign-in, or is too late', async () => {
    const organization = await newOrganization();
    const { at, member } = organization;
    const passkey = await withPasskey(member, { counter: null });
    const refuse = async (token: string, proof: object) =>
      expect(
        expectError(await complete(at, token, { passkey: proof }), 401, 'passkey_invalid').message,
      ).toContain('already answered');
    const used = await answerOf(passkey, at);
    const body = { email: member.email, password, passkey: used };
    expect((await acme.send('POST', '/api/v1/auth/login', { at, body })).status).toBe(200);
    const first = await linkFor(organization);
    await refuse(first, used);
    const late = await answerOf(passkey, at);
    acme.clock.advance(5 * minute);
    await refuse(first, late);
    const mine = await answerOf(passkey, at);
    expect((await complete(at, first, { passkey: mine })).status).toBe(204);
    await refuse(await linkFor(organization), mine);
  });

  it('takes one of the two, and is not tricked by a passkey of a member without a second factor', async () => {
    const organization = await newOrganization();
    const { at, other } = organization;
    const others = await withPasskey(other);
    const token = await linkFor(organization);
    expect(await factors(at, token)).toEqual([]);
    const both = { code: '123456', passkey: await answerOf(others, at) };
    expectError(await complete(at, token, both), 400, 'validation_failed');
    expectError(await complete(at, token, { passkey: both.passkey }), 401, 'passkey_invalid');
    expect((await complete(at, token)).status).toBe(204);
  });

  it('keeps the answer for another try if the password is too weak', async () => {
    const organization = await newOrganization();
    const { at, member } = organization;
    const passkey = await answerOf(await withPasskey(member), at);
    const token = await linkFor(organization);
    expectError(await complete(at, token, { passkey, newPassword: 'short' }), 400, 'validation_failed');
    expect((await complete(at, token, { passkey })).status).toBe(204);
  });
});

describe('a password reset where the organization requires a passkey', () => {
  it('rejects codes of a member who has one, as their sessions do', async () => {
    const organization = await newOrganization();
    const { at, member } = organization;
    const { cookie, secret, backupCodes } = await enroll(acme, member);
    const { passkey } = await addPasskey(acme, member, cookie);
    const token = await linkFor(organization);
    await acme.setPolicy(at, { twoFactor: 'phishing-resistant' });
    const code = () => codeAt(secret, acme.clock.now());
    const body = { email: member.email, password, code: code() };
    const session = cookieOf(await acme.send('POST', '/api/v1/auth/login', { at, body }));
    const change = { currentPassword: password, newPassword };
    expectError(
      await acme.send('PUT', '/api/v1/me/password', { at, cookie: session, body: change }),
      403,
      'two_factor_verification_required',
    );
    acme.clock.advance(minute);

    expect(await factors(at, token)).toEqual(['passkey']);
    for (const proof of [{ code: code() }, { code: backupCodes[0] }, {}])
      expect(expectError(await complete(at, token, proof), 401, 'two_factor_required').message).toContain(
        'a code is not enough',
      );
    expect((await complete(at, token, { passkey: await answerOf(passkey, at) })).status).toBe(204);
    expect((await signInWith(acme, passkey, at)).status).toBe(200);
  });

  it('accepts codes of a member who has none yet, who can then add one', async () => {
    const organization = await newOrganization();
    const { at, member } = organization;
    const { secret } = await enroll(acme, member);
    const token = await linkFor(organization);
    await acme.setPolicy(at, { twoFactor: 'phishing-resistant' });
    expect(await factors(at, token)).toEqual(['code']);
    const answer = await complete(at, token, { code: codeAt(secret, acme.clock.now()) });
    expect(answer.status, answer.text).toBe(204);
  });
});
