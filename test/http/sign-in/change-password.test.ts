import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

let created = 0;
async function newMember(): Promise<Member> {
  created += 1;
  return acme.createMember('acme-corp', `member${created}@acme.test`, 'TEAM_MEMBER');
}
const change = (cookie: string, body: unknown) => acme.send('PUT', '/api/v1/me/password', { cookie, body });
const signIn = (email: string, secret: string) =>
  acme.send('POST', '/api/v1/auth/login', { body: { email, password: secret } });

describe('changing the password', () => {
  it('ends the other sessions, but not this one or the tokens', async () => {
    const member = await newMember();
    const token = await acme.createToken(member);
    const [here, elsewhere] = [await acme.signIn(member), await acme.signIn(member)];
    const answer = await change(here, { currentPassword: password, newPassword: 'a better pass phrase' });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expectError(await acme.send('GET', '/api/v1/me', { cookie: elsewhere }), 401, 'authentication_required');
    expect((await acme.send('GET', '/api/v1/me', { cookie: here })).status).toBe(200);
    expect((await acme.send('GET', '/api/v1/me', { token })).status).toBe(200);
    expectError(await signIn(member.email, password), 401, 'invalid_credentials');
    expect((await signIn(member.email, 'a better pass phrase')).status).toBe(200);
  });

  it('requires the current password', async () => {
    const cookie = await acme.signIn(await newMember());
    const body = { currentPassword: 'not this one', newPassword: 'a better pass phrase' };
    expectError(await change(cookie, body), 401, 'invalid_credentials');
  });

  it.each([
    ['11 characters', 'x'.repeat(11), 400],
    ['12 characters', '𝒜'.repeat(12), 204],
    ['200 characters', 'ш'.repeat(200), 204],
    ['201 characters', 'x'.repeat(201), 400],
  ])('accepts 12 to 200 characters of any script: %s', async (_what, newPassword, status) => {
    const member = await newMember();
    const answer = await change(await acme.signIn(member), { currentPassword: password, newPassword });
    expect(answer.status).toBe(status);
    if (status === 400)
      expect(expectError(answer, 400, 'validation_failed').details[0].path).toBe('newPassword');
    else expect((await signIn(member.email, newPassword)).status).toBe(200);
  });

  it('requires a session', async () => {
    const body = { currentPassword: password, newPassword: 'a better pass phrase' };
    const answer = await acme.send('PUT', '/api/v1/me/password', { token: acme.adminToken, body });
    expectError(answer, 403, 'session_required');
  });

  it('is throttled like a sign-in', async () => {
    const cookie = await acme.signIn(await newMember());
    const body = { currentPassword: 'a guess', newPassword: 'a better pass phrase' };
    for (let count = 0; count < 5; count += 1)
      expectError(await change(cookie, body), 401, 'invalid_credentials');
    expectError(await change(cookie, { ...body, currentPassword: password }), 429, 'rate_limited');
  });

  it('succeeds for one of two concurrent requests', async () => {
    const cookie = await acme.signIn(await newMember());
    const answers = await Promise.all(
      ['first pass phrase', 'second pass phrase'].map((newPassword) =>
        change(cookie, { currentPassword: password, newPassword }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 401]);
  });
});
