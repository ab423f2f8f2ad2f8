import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../../support/client.ts';
import { minute, second } from '../../../support/clock.ts';
import { addPasskey, cookieOf, originAt, signInChallenge, signInWith } from '../../../support/passkeys.ts';
import { startPeer } from '../../../support/servers/peer.ts';
import { assertion } from '../../../support/software-authenticator.ts';
import { type Acme, createAcme, type Member, password } from '../../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
  await acme.createOrganization('globex');
});
afterAll(() => acme.close());

let created = 0;
function newMember(at = 'acme-corp'): Promise<Member> {
  created += 1;
  return acme.createMember(at, `passkey${created}@acme.test`, 'TEAM_MEMBER');
}
/** Creates a member with a passkey. */
async function withPasskey(options: Parameters<typeof addPasskey>[3] = {}, at = 'acme-corp') {
  const member = await newMember(at);
  const cookie = await acme.signIn(member);
  return { member, cookie, ...(await addPasskey(acme, member, cookie, options)) };
}
const refused = (answer: Parameters<typeof expectError>[0]) => expectError(answer, 401, 'passkey_invalid');
const passkeys = (cookie: string) => acme.send('GET', '/api/v1/me/passkeys', { cookie });
const events = async (action: string) =>
  (await acme.send('GET', `/api/v1/organization/audit-events?action=${action}`, { token: acme.adminToken }))
    .body.data;

describe('signing in with a passkey', () => {
  it('opens a session that counts as two-factor, without an email', async () => {
    const { member, passkey, id } = await withPasskey();
    acme.clock.advance(minute);
    const answer = await signInWith(acme, passkey);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body).toMatchObject({ user: { id: member.id }, authentication: { method: 'session' } });
    const cookie = cookieOf(answer);
    const { data } = (await acme.send('GET', '/api/v1/me/sessions', { cookie })).body;
    expect(data[0]).toMatchObject({ current: true, openedBy: 'passkey', secondFactor: 'passkey' });
    expect((await acme.send('GET', '/api/v1/me/two-factor', { cookie })).body).toMatchObject({
      verified: true,
      passkeys: 1,
    });
    const now = acme.clock.in(0);
    expect((await passkeys(cookie)).body.data).toMatchObject([{ id, lastUsedAt: now, blockedAt: null }]);
  });

  it('satisfies a policy that requires a second factor', async () => {
    await acme.createOrganization('strict-corp');
    const { passkey } = await withPasskey({}, 'strict-corp');
    await acme.setPolicy('strict-corp', { twoFactorRequired: true });
    const cookie = cookieOf(await signInWith(acme, passkey, 'strict-corp'));
    expect((await acme.send('GET', '/api/v1/me/tokens', { at: 'strict-corp', cookie })).status).toBe(200);
  });

  it('offers options that name no member', async () => {
    const { body } = await acme.send('POST', '/api/v1/auth/passkey/options');
    expect(body).toEqual({
      rpId: 'acme-corp.localhost',
      challenge: expect.stringMatching(/^[0-9A-Za-z_-]{43}$/),
      timeout: 300_000,
      userVerification: 'required',
      allowCredentials: [],
    });
  });

  it('requires user verification, without which a passkey is only one factor', async () => {
    const { passkey } = await withPasskey({ verifiesUser: false });
    expect(refused(await signInWith(acme, passkey)).message).toContain('Sign in with your password first');
  });

  it('does not accept a challenge twice', async () => {
    const { passkey } = await withPasskey();
    const body = { response: assertion(passkey, await signInChallenge(acme, 'acme-corp')) };
    const send = () => acme.send('POST', '/api/v1/auth/passkey', { body });
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect(refused(await send()).message).toContain('already answered');
  });

  it('does not accept a challenge after 5 minutes, or one of its own making', async () => {
    const { passkey } = await withPasskey();
    const challenge = await signInChallenge(acme, 'acme-corp');
    acme.clock.advance(5 * minute);
    const send = (made: string) =>
      acme.send('POST', '/api/v1/auth/passkey', { body: { response: assertion(passkey, made) } });
    expect(refused(await send(challenge)).message).toContain('expired');
    refused(await send('A'.repeat(43)));
    const valid = await signInChallenge(acme, 'acme-corp');
    acme.clock.advance(5 * minute - second);
    expect((await send(valid)).status).toBe(200);
  });

  it('accepts a challenge of another process', async () => {
    const { passkey } = await withPasskey();
    const peer = await startPeer(acme);
    try {
      const body = { response: assertion(passkey, await signInChallenge(acme, 'acme-corp')) };
      expect((await peer.send('POST', '/api/v1/auth/passkey', { body })).status).toBe(200);
      refused(await acme.send('POST', '/api/v1/auth/passkey', { body }));
    } finally {
      await peer.close();
    }
  });

  it('is rejected from another origin: a page that relays the challenge', async () => {
    const { passkey } = await withPasskey();
    for (const origin of ['https://acme-corp.evil.test', 'http://localhost:3000', originAt('globex')])
      refused(await signInWith(acme, { ...passkey, origin }));
    refused(await signInWith(acme, { ...passkey, rpId: 'localhost' }));
    const headers = { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' };
    expectError(await signInWith(acme, passkey, 'acme-corp', headers), 403, 'cross_site_request');
  });

  it("is rejected at another organization's host", async () => {
    const { passkey } = await withPasskey();
    refused(await signInWith(acme, passkey, 'globex'));
    const atGlobex = { ...passkey, rpId: 'globex.localhost', origin: originAt('globex') };
    refused(await signInWith(acme, atGlobex, 'globex'));
    const challenge = await signInChallenge(acme, 'globex');
    refused(
      await acme.send('POST', '/api/v1/auth/passkey', { body: { response: assertion(passkey, challenge) } }),
    );
  });

  it("is rejected with another member's handle, another key, or a changed signature", async () => {
    const { passkey } = await withPasskey();
    const other = await withPasskey();
    refused(await signInWith(acme, { ...passkey, userHandle: other.passkey.userHandle }));
    refused(await signInWith(acme, { ...passkey, privateKey: other.passkey.privateKey }));
    refused(await signInWith(acme, { ...passkey, id: 'A'.repeat(43) }));
  });

  it('is rejected for a deactivated and for a removed member', async () => {
    const { member, passkey } = await withPasskey();
    const change = (state: string) =>
      acme.send('PATCH', `/api/v1/users/${member.id}`, { token: acme.adminToken, body: { state } });
    await change('deactivated');
    refused(await signInWith(acme, passkey));
    await change('active');
    expect((await signInWith(acme, passkey)).status).toBe(200);
    await acme.send('DELETE', `/api/v1/users/${member.id}`, { token: acme.adminToken });
    refused(await signInWith(acme, passkey));
    const left = await acme.db.selectFrom('passkeys').select('id').where('user_id', '=', member.id).execute();
    expect(left).toEqual([]);
  });

  it('records rejected answers, with the member if the passkey is known', async () => {
    const { member, passkey } = await withPasskey();
    refused(await signInWith(acme, { ...passkey, origin: 'https://evil.test' }));
    await acme.app.lastUse.flush(true);
    await expect
      .poll(async () => (await events('refusal.sign_in'))[0])
      .toMatchObject({
        target: { id: member.id },
        details: { email: member.email, reason: 'passkey_signature' },
      });
  });

  it.each([
    ['no response', {}],
    ['an empty response', { response: {} }],
    ['a list', { response: [] }],
    ['another type', { response: { id: 'AA', rawId: 'AA', type: 'password', response: {} } }],
  ])('is rejected with %s', async (_name, body) => {
    expectError(await acme.send('POST', '/api/v1/auth/passkey', { body }), 400, 'validation_failed');
  });

  it('is rejected with client data that is no JSON', async () => {
    const { passkey } = await withPasskey();
    const valid = assertion(passkey, await signInChallenge(acme, 'acme-corp'));
    const broken = { ...valid, response: { ...valid.response, clientDataJSON: 'AAAA' } };
    refused(await acme.send('POST', '/api/v1/auth/passkey', { body: { response: broken } }));
  });
});

describe('a copy of a passkey', () => {
  it('is blocked with the original once one of them shows an old counter', async () => {
    const { member, passkey, id, cookie } = await withPasskey({ counter: 7 });
    const other = await addPasskey(acme, member, cookie);
    const copy = { ...passkey };
    const theirs = cookieOf(await signInWith(acme, passkey));
    expect((await passkeys(theirs)).status).toBe(200);
    expect(refused(await signInWith(acme, copy)).message).toContain('a copy of it may be in use');
    // Nor do the sessions, of which one may belong to whoever has the copy.
    expectError(await passkeys(theirs), 401, 'authentication_required');
    // Which one is the copy is unknown, so neither works.
    refused(await signInWith(acme, passkey));
    const again = cookieOf(await signInWith(acme, other.passkey));
    expect((await passkeys(again)).body.data).toContainEqual(
      expect.objectContaining({ id, blockedAt: acme.clock.in(0) }),
    );
    expect((await events('passkey.blocked'))[0]).toMatchObject({
      target: { id },
      details: { userId: member.id },
    });
  });

  it('is noticed only with a valid signature: a forged counter does not block the original', async () => {
    const { passkey } = await withPasskey({ counter: 7 });
    const { privateKey } = (await withPasskey()).passkey;
    refused(await signInWith(acme, { ...passkey, counter: 0, privateKey }));
    expect((await signInWith(acme, passkey)).status).toBe(200);
  });

  it('cannot be noticed without a counter, as for synced passkeys', async () => {
    const { passkey } = await withPasskey({ counter: null });
    for (const one of [passkey, { ...passkey }, passkey])
      expect((await signInWith(acme, one)).status).toBe(200);
  });

  it('is noticed when the counter disappears', async () => {
    const { passkey } = await withPasskey({ counter: 7 });
    refused(await signInWith(acme, { ...passkey, counter: null }));
  });
});

describe('a passkey as the second factor', () => {
  const signIn = (body: object) => acme.send('POST', '/api/v1/auth/login', { body });

  it('is required after the password, and needs no user verification', async () => {
    const { member, passkey } = await withPasskey({ verifiesUser: false });
    const credentials = { email: member.email, password };
    expectError(await signIn(credentials), 401, 'two_factor_required');
    const challenge = await signInChallenge(acme, 'acme-corp', { secondFactor: true });
    const answer = await signIn({ ...credentials, passkey: assertion(passkey, challenge) });
    expect(answer.status, answer.text).toBe(200);
    const { data } = (await acme.send('GET', '/api/v1/me/sessions', { cookie: cookieOf(answer) })).body;
    expect(data[0]).toMatchObject({ openedBy: 'password', secondFactor: 'passkey' });
  });

  it("must be the member's own", async () => {
    const { member } = await withPasskey();
    const other = await withPasskey();
    const passkey = assertion(other.passkey, await signInChallenge(acme, 'acme-corp'));
    refused(await signIn({ email: member.email, password, passkey }));
    const both = { email: member.email, password, passkey, code: '123456' };
    expectError(await signIn(both), 400, 'validation_failed');
  });

  it('can be replaced by a backup code', async () => {
    const { member, added } = await withPasskey();
    expect(added.backupCodes).toHaveLength(10);
    const [code] = added.backupCodes;
    expectError(await signIn({ email: member.email, password, code: '000000' }), 401, 'two_factor_invalid');
    expect((await signIn({ email: member.email, password, code })).status).toBe(200);
    expectError(await signIn({ email: member.email, password, code }), 401, 'two_factor_invalid');
  });

  it('does not help with a wrong password', async () => {
    const { member, passkey } = await withPasskey();
    const proof = assertion(passkey, await signInChallenge(acme, 'acme-corp'));
    const answer = await signIn({ email: member.email, password: 'not this one at all', passkey: proof });
    expectError(answer, 401, 'invalid_credentials');
  });
});

describe('limits', () => {
  it('apply to wrong answers for one passkey from one address', async () => {
    const { passkey } = await withPasskey();
    const address = '203.0.113.80';
    const wrong = { ...passkey, origin: 'https://evil.test' };
    const attempt = async (one: typeof passkey) => {
      const body = { response: assertion(one, await signInChallenge(acme, 'acme-corp')) };
      return acme.send('POST', '/api/v1/auth/passkey', { body, address });
    };
    for (let i = 0; i < 5; i += 1) refused(await attempt(wrong));
    const limited = expectError(await attempt(passkey), 429, 'rate_limited');
    expect(limited.message).toContain('Retry-After');
    expect((await signInWith(acme, passkey)).status).toBe(200);
  });

  it('apply to challenges from one address', async () => {
    const address = '203.0.113.81';
    const request = () => acme.send('POST', '/api/v1/auth/passkey/options', { address });
    for (let i = 0; i < 120; i += 1) expect((await request()).status).toBe(200);
    expectError(await request(), 429, 'rate_limited');
  });

  it('sweep challenges that nobody answered', async () => {
    await signInChallenge(acme, 'acme-corp');
    acme.clock.advance(5 * minute);
    await acme.app.sweep();
    expect(await acme.db.selectFrom('passkey_challenges').select('hash').execute()).toEqual([]);
  });
});
