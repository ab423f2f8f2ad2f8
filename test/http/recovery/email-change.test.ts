import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day, minute, second } from '../../support/clock.ts';
import { createMailedAcme, type MailServer, startMailServer } from '../../support/mail-server.ts';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

const links = '/api/v1/auth/email-change';
let server: MailServer;
let acme: Acme;
let cookie: string;
beforeEach(async () => {
  server = await startMailServer();
  acme = await createMailedAcme(server.settings);
  cookie = await acme.signIn(acme.teamMember);
});
afterEach(async () => {
  await acme.close();
  await server.close();
});

const start = (email: string) => acme.send('POST', '/api/v1/me/email', { cookie, body: { email } });
const pending = async () => (await acme.send('GET', '/api/v1/me/email', { cookie })).body.pending;
/** Starts a change, and returns the secrets of the two links. */
const started = async (email = 'new@acme.test') => {
  expect((await start(email)).status).toBe(204);
  await acme.app.background.runOnce();
  const secretTo = (address: string) =>
    server.received.find(({ to }) => to.includes(address))?.link.split('#')[1] ?? '';
  const secrets = { current: secretTo(acme.teamMember.email), next: secretTo(email) };
  server.received.length = 0;
  return secrets;
};
const use = (token: string, action: 'link' | 'confirm' | 'reject') =>
  acme.send('POST', `${links}/${action}`, { body: { token } });
const emailOf = async (member: Member) =>
  (await acme.send('GET', `/api/v1/users/${member.id}`, { token: acme.adminToken })).body.email;

describe('a change of the email', () => {
  it.each([
    ['current', 'next'],
    ['next', 'current'],
  ] as const)('takes the confirmations of both addresses, first the %s one', async (first, second) => {
    const secrets = await started();
    expect(await pending()).toEqual({
      email: 'new@acme.test',
      currentConfirmed: false,
      newConfirmed: false,
      expiresAt: acme.clock.in(day),
    });
    expect((await use(secrets[first], 'confirm')).body).toEqual({ changed: false });
    expect(await emailOf(acme.teamMember)).toBe('tim@acme.test');
    // Twice by the same one is not both.
    expect((await use(secrets[first], 'confirm')).body).toEqual({ changed: false });
    expect((await use(secrets[second], 'link')).body).toMatchObject({
      current: 'tim@acme.test',
      new: 'new@acme.test',
      sentTo: second === 'next' ? 'new' : 'current',
      confirmed: false,
      otherConfirmed: true,
    });
    expect((await use(secrets[second], 'confirm')).body).toEqual({ changed: true });
    expect(await emailOf(acme.teamMember)).toBe('new@acme.test');
    expect(await pending()).toBeNull();
    expectError(await use(secrets[first], 'confirm'), 404, 'not_found');
    const login = (email: string) => acme.send('POST', '/api/v1/auth/login', { body: { email, password } });
    expect((await login('NEW@acme.test')).status).toBe(200);
    expectError(await login('tim@acme.test'), 401, 'invalid_credentials');
    const log = await acme.send('GET', '/api/v1/organization/audit-events?action=member.', {
      token: acme.adminToken,
    });
    expect(
      log.body.data
        .filter(({ action }: { action: string }) => action.includes('email'))
        .map(({ action, details }: Record<string, unknown>) => ({ action, details })),
    ).toEqual([
      {
        action: 'member.email_changed',
        details: { before: { email: 'tim@acme.test' }, after: { email: 'new@acme.test' } },
      },
      { action: 'member.email_change_requested', details: { email: 'new@acme.test' } },
    ]);
  });

  it('is not confirmed by a program that only follows links', async () => {
    const secrets = await started();
    for (const token of Object.values(secrets)) {
      await acme.send('GET', `/confirm-email?token=${token}`);
      await acme.send('GET', `${links}/confirm?token=${token}`);
      expect((await use(token, 'link')).status).toBe(200);
    }
    expect(await pending()).toMatchObject({ currentConfirmed: false, newConfirmed: false });
  });

  it('can be canceled by the member, and by whoever has one of the links', async () => {
    const first = await started();
    expect((await acme.send('DELETE', '/api/v1/me/email', { cookie })).status).toBe(204);
    expectError(await acme.send('DELETE', '/api/v1/me/email', { cookie }), 404, 'not_found');
    for (const token of Object.values(first)) expectError(await use(token, 'confirm'), 404, 'not_found');
    acme.clock.advance(minute);
    const second = await started();
    await use(second.next, 'confirm');
    expect((await use(second.current, 'reject')).status).toBe(204);
    expectError(await use(second.current, 'confirm'), 404, 'not_found');
    expect(await emailOf(acme.teamMember)).toBe('tim@acme.test');
  });

  it('ends after a day', async () => {
    const { current, next } = await started();
    await use(current, 'confirm');
    acme.clock.advance(day - second);
    expect((await use(next, 'link')).status).toBe(200);
    acme.clock.advance(second);
    expectError(await use(next, 'confirm'), 404, 'not_found');
    expect(await pending()).toBeNull();
    await acme.app.sweep();
    expect(await acme.db.selectFrom('email_changes').selectAll().execute()).toEqual([]);
  });

  it('is replaced by another one', async () => {
    const first = await started();
    acme.clock.advance(minute);
    await started('other@acme.test');
    for (const token of Object.values(first)) expectError(await use(token, 'link'), 404, 'not_found');
  });

  it('tells only the owner of the new address that a member has it', async () => {
    const { current, next } = await started('CORA@acme.test');
    expect((await use(current, 'confirm')).body).toEqual({ changed: false });
    expectError(await use(next, 'confirm'), 409, 'already_exists');
    expect(await emailOf(acme.teamMember)).toBe('tim@acme.test');
  });

  it('needs another email, and a recent confirmation', async () => {
    expectError(await start('tim@acme.test'), 409, 'already_exists');
    expectError(await start('not an email'), 400, 'validation_failed');
    expect((await start('Tim@acme.test')).status).toBe(204);
    acme.clock.advance(16 * minute);
    expectError(await start('new@acme.test'), 403, 'confirmation_required');
  });

  it('can be started five times in a minute', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) expect((await start(`${name}@acme.test`)).status).toBe(204);
    expectError(await start('f@acme.test'), 429, 'rate_limited');
  });

  it.each([
    [
      'a new password',
      () => {
        const body = { currentPassword: password, newPassword: 'another horse battery' };
        return acme.send('PUT', '/api/v1/me/password', { cookie, body });
      },
    ],
    [
      'the deactivation of the member',
      () => {
        const body = { state: 'deactivated' };
        return acme.send('PATCH', `/api/v1/users/${acme.teamMember.id}`, { token: acme.adminToken, body });
      },
    ],
  ])('ends with %s', async (_what, end) => {
    const { current, next } = await started();
    expect((await use(next, 'confirm')).body).toEqual({ changed: false });
    expect((await end()).status).toBeLessThan(300);
    for (const token of [current, next]) expectError(await use(token, 'confirm'), 404, 'not_found');
    expect(await emailOf(acme.teamMember)).toBe('tim@acme.test');
  });

  it('fails if another member gets the email in the meantime', async () => {
    const { current, next } = await started();
    await use(current, 'confirm');
    await acme.createMember('acme-corp', 'NEW@acme.test', 'CUSTOMER');
    expectError(await use(next, 'confirm'), 409, 'already_exists');
    expect(await emailOf(acme.teamMember)).toBe('tim@acme.test');
  });

  it('ends a link to reset the password, which went to the former email', async () => {
    const { current, next } = await started();
    const reset = await acme.send('POST', `/api/v1/users/${acme.teamMember.id}/password-reset`, {
      cookie: await acme.signIn(acme.admin),
      body: { delivery: 'link' },
    });
    for (const token of [current, next]) await use(token, 'confirm');
    const token = reset.body.link.split('#')[1];
    expectError(
      await acme.send('POST', '/api/v1/auth/reset-password/link', { body: { token } }),
      404,
      'not_found',
    );
  });

  it('does not leave the organization', async () => {
    await acme.createOrganization('globex');
    const { current } = await started();
    const answer = await acme.send('POST', `${links}/confirm`, { at: 'globex', body: { token: current } });
    expectError(answer, 404, 'not_found');
  });

  it('needs e-mail on the server, and a session', async () => {
    const plain = await createAcme();
    try {
      const theirs = await plain.signIn(plain.customer);
      const body = { email: 'new@acme.test' };
      expectError(
        await plain.send('POST', '/api/v1/me/email', { cookie: theirs, body }),
        409,
        'mail_unavailable',
      );
      expectError(
        await plain.send('POST', '/api/v1/me/email', { token: plain.customerToken, body }),
        403,
        'session_required',
      );
    } finally {
      await plain.close();
    }
  });
});

describe('a change of the own name', () => {
  it('takes effect at once, and is in the audit log', async () => {
    const answer = await acme.send('PATCH', '/api/v1/me', { cookie, body: { name: ' Tim Okafor ' } });
    expect(answer.body).toMatchObject({ id: acme.teamMember.id, name: 'Tim Okafor' });
    expect((await acme.send('GET', '/api/v1/me', { cookie })).body.user.name).toBe('Tim Okafor');
    expectError(
      await acme.send('PATCH', '/api/v1/me', { cookie, body: { name: ' ' } }),
      400,
      'validation_failed',
    );
    expectError(
      await acme.send('PATCH', '/api/v1/me', { cookie, body: { role: 'ADMIN' } }),
      400,
      'validation_failed',
    );
    expectError(
      await acme.send('PATCH', '/api/v1/me', { token: acme.teamMemberToken, body: { name: 'x' } }),
      403,
      'session_required',
    );
  });
});
