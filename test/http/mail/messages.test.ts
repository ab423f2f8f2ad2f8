import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day, hour, minute } from '../../support/clock.ts';
import { createMailedAcme, type MailServer, startMailServer } from '../../support/mail-server.ts';
import { addPasskey } from '../../support/passkeys.ts';
import { codeAt, enroll } from '../../support/second-factor.ts';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

let server: MailServer;
let acme: Acme;
beforeEach(async () => {
  server = await startMailServer();
  acme = await createMailedAcme(server.settings);
});
afterEach(async () => {
  await acme.close();
  await server.close();
});
/** Sends what is due, also what waits for its minute. */
const deliver = async () => {
  acme.clock.advance(minute);
  await acme.app.background.runOnce();
  return server.received.splice(0);
};
const subjects = async () =>
  (await deliver()).map(({ to, subject }) => `${to.join()}: ${subject}`).toSorted();
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';
const signInFrom = async (member: Member, headers: Record<string, string> = {}) => {
  const answer = await acme.send('POST', '/api/v1/auth/login', {
    body: { email: member.email, password },
    headers: {
      'sec-fetch-site': 'same-origin',
      origin: 'http://acme-corp.localhost:3000',
      'user-agent': firefox,
      ...headers,
    },
    address: '192.0.2.7',
  });
  expect(answer.status).toBe(200);
  return answer;
};

describe('a member is told of', () => {
  it('a sign-in with a new browser, and not of the next one with the same', async () => {
    const first = await signInFrom(acme.teamMember);
    const [message] = await deliver();
    expect(message?.to).toEqual([acme.teamMember.email]);
    expect(message?.text).toContain('Address: 192.0.2.7');
    expect(message?.text).toContain('Browser: Firefox on Linux');
    expect(message?.text).toContain('Time: 1 June 2026 at 12:00 UTC');
    const cookies = await acme.app.server.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      headers: {
        host: 'acme-corp.localhost:3000',
        origin: 'http://acme-corp.localhost:3000',
        'sec-fetch-site': 'same-origin',
      },
      payload: { email: acme.customer.email, password },
    });
    const device = cookies.cookies.find(({ name }) => name.includes('device'));
    expect(first.status).toBe(200);
    await deliver();
    await signInFrom(acme.customer, { cookie: `${device?.name}=${device?.value}` });
    expect(await deliver()).toEqual([]);
    // The browser of one member is new for another.
    await signInFrom(acme.admin, { cookie: `${device?.name}=${device?.value}` });
    expect(await subjects()).toEqual(['ada@acme.test: New sign-in to acme-corp']);
  });

  it('a changed password and second factor', async () => {
    const cookie = await acme.signIn(acme.teamMember);
    await deliver();
    const body = { currentPassword: password, newPassword: 'another horse battery' };
    expect((await acme.send('PUT', '/api/v1/me/password', { cookie, body })).status).toBe(204);
    expect(await subjects()).toEqual(['tim@acme.test: Your password at acme-corp was changed']);
    const { cookie: theirs, secret } = await enroll(acme, acme.customer);
    expect(await subjects()).toContain('cora@acme.test: Your second factor at acme-corp was turned on');
    const off = { currentPassword: password, code: codeAt(secret, acme.clock.now()) };
    const disabled = await acme.send('POST', '/api/v1/me/two-factor/disable', { cookie: theirs, body: off });
    expect(disabled.status, disabled.text).toBe(204);
    expect(await subjects()).toEqual(['cora@acme.test: Your second factor at acme-corp was turned off']);
  });

  it('a removed authenticator app, without which a passkey is still asked for', async () => {
    const { cookie, secret } = await enroll(acme, acme.customer);
    await addPasskey(acme, acme.customer, cookie);
    await deliver();
    const body = { currentPassword: password, code: codeAt(secret, acme.clock.now()) };
    expect((await acme.send('POST', '/api/v1/me/two-factor/disable', { cookie, body })).status).toBe(204);
    const [message] = await deliver();
    expect(message?.subject).toBe('Your second factor at acme-corp was changed');
    expect(message?.text).toContain('Your second factor is a passkey or a backup code now.');
    expect(message?.text).not.toContain('your password alone');
  });

  it('a reset of their second factor; every administrator, if they are one', async () => {
    const boss = await acme.createMember('acme-corp', 'boss@acme.test', 'ADMIN');
    const cookie = await acme.signIn(acme.admin);
    for (const member of [acme.customer, boss]) await enroll(acme, member);
    await deliver();
    const reset = (member: Member) =>
      acme.send('DELETE', `/api/v1/users/${member.id}/second-factor`, { cookie });
    expect((await reset(acme.customer)).status).toBe(204);
    expect(await subjects()).toEqual([
      'cora@acme.test: Your second factor at acme-corp was reset by an administrator',
    ]);
    expect((await reset(boss)).status).toBe(204);
    const messages = await deliver();
    expect(messages.map(({ to, subject }) => `${to.join()}: ${subject}`).toSorted()).toEqual([
      'ada@acme.test: The sign-in of an administrator of acme-corp was reset',
      'boss@acme.test: The sign-in of an administrator of acme-corp was reset',
      'boss@acme.test: Your second factor at acme-corp was reset by an administrator',
    ]);
    expect(messages.map(({ text }) => text).join()).toContain(
      'ada reset the second factor of the administrator boss@acme.test.',
    );
  });

  it('a leaked token and session, as the notice in the dashboard', async () => {
    const cookie = await acme.signIn(acme.teamMember);
    await deliver();
    const tokens = [acme.teamMemberToken, cookie.split('=')[1]];
    await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens } });
    const [message] = await deliver();
    expect(message?.text).toContain(
      'The access token "CI Pipeline" was found in a public place and revoked.',
    );
    expect(message?.text).toContain('One of your sessions was found in a public place and ended.');
    expect(message?.raw).not.toContain(acme.teamMemberToken);
  });

  it('their removal', async () => {
    await acme.send('DELETE', `/api/v1/users/${acme.customer.id}`, { token: acme.adminToken });
    expect(await subjects()).toEqual(['cora@acme.test: You are no longer a member of acme-corp']);
  });

  it('new tokens, in one message, without their secrets', async () => {
    const secrets = [];
    for (const name of ['Deploy', 'Report']) {
      const answer = await acme.send('POST', '/api/v1/me/tokens', {
        token: acme.teamMemberToken,
        address: '192.0.2.7',
        body: { name, expiresAt: acme.clock.in(3 * hour) },
      });
      secrets.push(answer.body.token);
    }
    const [message, ...others] = await deliver();
    expect(others).toEqual([]);
    expect(message?.subject).toBe('2 access tokens created at acme-corp');
    expect(message?.text).toContain(
      'Token: Deploy\nCreated: 1 June 2026 at 12:00 UTC, from 192.0.2.7\nExpires: 1 June 2026 at 15:00 UTC\nToken: Report',
    );
    for (const secret of secrets) expect(message?.raw).not.toContain(secret);
  });

  it('nothing once they are deactivated', async () => {
    await acme.send('PATCH', `/api/v1/users/${acme.teamMember.id}`, {
      token: acme.adminToken,
      body: { state: 'deactivated' },
    });
    await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [acme.teamMemberToken] } });
    expect(await deliver()).toEqual([]);
  });
});

describe('a token that is about to expire', () => {
  const advanceTo = async (before: number, expiry: number) => {
    acme.clock.advance(expiry - before - acme.clock.now());
    await acme.app.sweep();
    return subjects();
  };
  const told = (name: string) => [`tim@acme.test: Access token "${name}" expires soon at acme-corp`];

  it('is announced seven days and one day before, once each', async () => {
    const expiry = acme.clock.now() + 30 * day;
    await acme.createToken(acme.teamMember, { name: 'Long', expiresAt: acme.clock.in(30 * day) });
    await deliver();
    expect(await advanceTo(7 * day + hour, expiry)).toEqual([]);
    expect(await advanceTo(7 * day - hour, expiry)).toEqual(told('Long'));
    expect(await advanceTo(7 * day - 2 * hour, expiry)).toEqual([]);
    expect(await advanceTo(day + hour, expiry)).toEqual([]);
    expect(await advanceTo(day - hour, expiry)).toEqual(told('Long'));
    expect(await advanceTo(hour, expiry)).toEqual([]);
  });

  it('is announced one day before if it lives for less than a week, and never if for less than a day', async () => {
    const expiry = acme.clock.now() + 5 * day;
    await acme.createToken(acme.teamMember, { name: 'Short', expiresAt: acme.clock.in(5 * day) });
    await acme.createToken(acme.teamMember, { name: 'Shortest', expiresAt: acme.clock.in(day) });
    await deliver();
    expect(await advanceTo(4 * day + 2 * hour, expiry)).toEqual([]);
    expect(await advanceTo(day - hour, expiry)).toEqual(told('Short'));
  });

  it('is announced once if the server was off at the first time', async () => {
    const expiry = acme.clock.now() + 30 * day;
    await acme.createToken(acme.teamMember, { name: 'Long', expiresAt: acme.clock.in(30 * day) });
    await deliver();
    expect(await advanceTo(12 * hour, expiry)).toEqual(told('Long'));
    expect(await advanceTo(6 * hour, expiry)).toEqual([]);
  });

  it('is not announced if it was revoked or rotated', async () => {
    const expiry = acme.clock.now() + 30 * day;
    const secret = await acme.createToken(acme.teamMember, {
      name: 'Gone',
      expiresAt: acme.clock.in(30 * day),
    });
    await deliver();
    await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [secret] } });
    await deliver();
    expect(await advanceTo(7 * day - hour, expiry)).toEqual([]);
  });
});

describe('the choice of messages', () => {
  const path = '/api/v1/me/notifications';

  it('turns off new and expiring tokens, and nothing else', async () => {
    const cookie = await acme.signIn(acme.teamMember);
    expect((await acme.send('GET', path, { cookie })).body).toEqual({
      tokenCreated: true,
      tokenExpiring: true,
    });
    const answer = await acme.send('PATCH', path, { cookie, body: { tokenCreated: false } });
    expect(answer.body).toEqual({ tokenCreated: false, tokenExpiring: true });
    await deliver();
    await acme.createToken(acme.teamMember);
    await acme.createToken(acme.customer);
    expect(await subjects()).toEqual(['cora@acme.test: Access token "CI Pipeline" created at acme-corp']);
    await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [acme.teamMemberToken] } });
    expect(await subjects()).toEqual(['tim@acme.test: Found in public and revoked at acme-corp']);
    await acme.send('PATCH', path, { cookie, body: { tokenCreated: true } });
    await acme.createToken(acme.teamMember);
    expect((await subjects()).length).toBe(1);
  });

  it('is in the audit log, once for each change', async () => {
    const cookie = await acme.signIn(acme.teamMember);
    for (const tokenExpiring of [false, false])
      await acme.send('PATCH', path, { cookie, body: { tokenExpiring } });
    const log = await acme.send(
      'GET',
      '/api/v1/organization/audit-events?action=member.notifications_changed',
      {
        token: acme.adminToken,
      },
    );
    expect(log.body.data.map(({ details }: { details: unknown }) => details)).toEqual([
      { before: { tokenExpiring: true }, after: { tokenExpiring: false } },
    ]);
  });
});

describe('a server without e-mail', () => {
  it('tells members by notices', async () => {
    const plain = await createAcme();
    try {
      await plain.signIn(plain.teamMember);
      await plain.app.background.runOnce();
      const notices = async () =>
        (await plain.send('GET', '/api/v1/me/notices', { token: plain.teamMemberToken })).body.data;
      expect(await notices()).toEqual([
        expect.objectContaining({
          kind: 'new_sign_in',
          tokenId: '',
          message: 'New sign-in with lightMyRequest from 127.0.0.1. If it was not you, change your password.',
        }),
        expect.objectContaining({
          kind: 'token_created',
          message: 'The access token "CI Pipeline" was created.',
        }),
      ]);
      expect(await plain.db.selectFrom('outbox').selectAll().execute()).toEqual([]);
      await plain.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [plain.customerToken] } });
      await plain.send('DELETE', `/api/v1/users/${plain.customer.id}`, { token: plain.adminToken });
      await plain.app.background.runOnce();
      const rows = await plain.db
        .selectFrom('notices')
        .select('kind')
        .where('user_id', '=', plain.customer.id)
        .execute();
      expect(rows.map(({ kind }) => kind).toSorted()).toEqual(['token_created', 'token_leaked']);
      const [first] = await notices();
      const dismissed = await plain.send('DELETE', `/api/v1/me/notices/${first.id}`, {
        token: plain.teamMemberToken,
      });
      expect(dismissed.status).toBe(204);
      expect((await notices()).length).toBe(1);
    } finally {
      await plain.close();
    }
  });
});
