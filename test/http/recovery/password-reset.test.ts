import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { hour, minute, second } from '../../support/clock.ts';
import { createMailedAcme, type MailServer, startMailServer } from '../../support/mail-server.ts';
import { codeAt, enroll } from '../../support/second-factor.ts';
import { startPeer } from '../../support/servers/peer.ts';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

const path = '/api/v1/auth/forgot-password';
const resetPath = '/api/v1/auth/reset-password';
const newPassword = 'a brand new pass phrase';
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

const request = (email: string, call: { address?: string } = {}) =>
  acme.send('POST', path, { body: { email }, ...call });
/** Sends what there is to send; a second time, because a request becomes a message first. */
const deliver = async () => {
  for (const _round of [1, 2]) await acme.app.background.runOnce();
};
/** Requests a link, and returns its secret. */
const linkFor = async (member: Pick<Member, 'email'>) => {
  expect((await request(member.email)).status).toBe(202);
  await deliver();
  return server.take(member.email).link.split('#')[1] ?? '';
};
const read = (token: string, at = 'acme-corp') =>
  acme.send('POST', `${resetPath}/link`, { at, body: { token } });
const complete = (token: string, more: object = {}) =>
  acme.send('POST', resetPath, { body: { token, newPassword, ...more } });
const signIn = (member: Member, typed = newPassword) =>
  acme.send('POST', '/api/v1/auth/login', { body: { email: member.email, password: typed } });

describe('a forgotten password', () => {
  it('is replaced with a link that arrives by e-mail, which ends all sessions and keeps tokens', async () => {
    const cookie = await acme.signIn(acme.teamMember);
    await request(acme.teamMember.email);
    await deliver();
    const { link, subject, text } = server.take(acme.teamMember.email);
    expect(subject).toBe('Set a new password at acme-corp');
    expect(text).toContain('until 1 June 2026 at 12:30 UTC');
    expect(link).toMatch(/^http:\/\/acme-corp\.localhost:3000\/reset-password#spedy_rst_[0-9A-Za-z]{38}$/);
    const token = link.split('#')[1] ?? '';
    expect((await read(token)).body).toEqual({
      email: acme.teamMember.email,
      secondFactors: [],
      expiresAt: acme.clock.in(30 * minute),
    });
    expect((await complete(token)).status).toBe(204);
    expect((await acme.send('GET', '/api/v1/me', { cookie })).status).toBe(401);
    expect((await acme.send('GET', '/api/v1/me', { token: acme.teamMemberToken })).status).toBe(200);
    expectError(await signIn(acme.teamMember, password), 401, 'invalid_credentials');
    expect((await signIn(acme.teamMember)).status).toBe(200);
    await deliver();
    expect(server.received.map((message) => message.subject)).toContain(
      'Your password at acme-corp was changed',
    );
  });

  it('answers in the same way, with the same statements, whether a member has the email or not', async () => {
    await acme.createMember('acme-corp', 'gone@acme.test', 'CUSTOMER');
    const gone = await acme.db
      .updateTable('users')
      .set({ state: 'deactivated' })
      .where('email', '=', 'gone@acme.test')
      .execute();
    expect(gone.length).toBe(1);
    const answers: unknown[] = [];
    for (const email of [acme.teamMember.email, 'TIM@acme.test ', 'nobody@acme.test', 'gone@acme.test']) {
      const { status, body, headers } = await request(email);
      answers.push({ status, body, headers: Object.keys(headers) });
    }
    expect(answers).toEqual(Array.from(answers, () => answers[0]));
    expect(answers[0]).toMatchObject({ status: 202, body: { validForMinutes: 30 } });
    // A worker looks for the members, after the answer.
    expect(await acme.db.selectFrom('password_resets').selectAll().execute()).toEqual([]);
    expect(await acme.db.selectFrom('outbox').selectAll().execute()).toEqual([]);
    await deliver();
    expect(server.received.map(({ to }) => to)).toEqual([[acme.teamMember.email]]);
  });

  it('allows three links in an hour for one email, known or not, from anywhere, in all processes', async () => {
    const peer = await startPeer(acme, { mail: server.settings });
    for (const email of [acme.teamMember.email, 'nobody@acme.test']) {
      for (const address of ['192.0.2.1', '192.0.2.2'])
        expect((await request(email, { address })).status).toBe(202);
      expect((await peer.send('POST', path, { body: { email } })).status).toBe(202);
      const answer = await request(email.toUpperCase(), { address: '192.0.2.3' });
      expectError(answer, 429, 'rate_limited');
      expect(answer.headers['retry-after']).toBe('3600');
      expectError(await peer.send('POST', path, { body: { email } }), 429, 'rate_limited');
    }
    acme.clock.advance(hour);
    expect((await request(acme.teamMember.email)).status).toBe(202);
    await peer.close();
  });

  it('allows ten requests in a minute from one address, for any emails', async () => {
    for (let person = 0; person < 10; person += 1)
      expect((await request(`person${person}@acme.test`)).status).toBe(202);
    expectError(await request('another@acme.test'), 429, 'rate_limited');
    expect((await request('another@acme.test', { address: '192.0.2.9' })).status).toBe(202);
  });

  it('needs the second factor of a member who has one, and nothing is used up without it', async () => {
    const { secret, backupCodes } = await enroll(acme, acme.customer);
    server.received.length = 0;
    await acme.db.deleteFrom('outbox').execute();
    const token = await linkFor(acme.customer);
    expect((await read(token)).body.secondFactors).toEqual(['code']);
    expectError(await complete(token), 401, 'two_factor_required');
    expectError(await complete(token, { code: '000000' }), 401, 'two_factor_invalid');
    expectError(
      await complete(token, { code: codeAt(secret, acme.clock.now()), newPassword: 'short' }),
      400,
      'validation_failed',
    );
    expect((await complete(token, { code: codeAt(secret, acme.clock.now()) })).status).toBe(204);
    await deliver();
    server.received.length = 0;
    acme.clock.advance(minute);
    const again = await linkFor(acme.customer);
    expect((await complete(again, { code: backupCodes[0] })).status).toBe(204);
    expectError(await signIn(acme.customer), 401, 'two_factor_required');
  });

  it('lets a member in again whose attempts are blocked', async () => {
    for (let attempt = 0; attempt < 11; attempt += 1) {
      await acme.send('POST', '/api/v1/auth/login', {
        body: { email: acme.customer.email, password: `wrong password ${attempt}` },
        address: `192.0.2.${attempt}`,
      });
    }
    const blocked = await acme.send('POST', '/api/v1/auth/login', {
      body: { email: acme.customer.email, password },
      address: '198.51.100.1',
    });
    expectError(blocked, 429, 'rate_limited');
    const token = await linkFor(acme.customer);
    expect((await complete(token)).status).toBe(204);
    const answer = await acme.send('POST', '/api/v1/auth/login', {
      body: { email: acme.customer.email, password: newPassword },
      address: '198.51.100.1',
    });
    expect(answer.status).toBe(200);
  });

  it('rejects a weak password and keeps the link', async () => {
    const token = await linkFor(acme.teamMember);
    for (const weak of ['short', 'passwordpassword', acme.teamMember.email])
      expectError(await complete(token, { newPassword: weak }), 400, 'validation_failed');
    expect((await complete(token)).status).toBe(204);
  });
});

describe('a link', () => {
  it('works once, also for two at the same time', async () => {
    const token = await linkFor(acme.teamMember);
    const statuses = (await Promise.all([complete(token), complete(token)])).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([204, 404]);
    expectError(await complete(token), 404, 'not_found');
    expectError(await read(token), 404, 'not_found');
  });

  it('is not used up by reading it or by opening its page, in any way', async () => {
    const token = await linkFor(acme.teamMember);
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      for (const target of ['/reset-password', resetPath, `${resetPath}/link`, path])
        await acme.send(method, target);
    for (const _time of [1, 2, 3]) expect((await read(token)).status).toBe(200);
    expect((await complete(token)).status).toBe(204);
  });

  it('expires after 30 minutes', async () => {
    const token = await linkFor(acme.teamMember);
    acme.clock.advance(30 * minute - second);
    expect((await read(token)).status).toBe(200);
    acme.clock.advance(second);
    expectError(await read(token), 404, 'not_found');
    expectError(await complete(token), 404, 'not_found');
    await acme.app.sweep();
    expect(await acme.db.selectFrom('password_resets').selectAll().execute()).toEqual([]);
  });

  it('is replaced by a newer one', async () => {
    const first = await linkFor(acme.teamMember);
    acme.clock.advance(minute);
    const second = await linkFor(acme.teamMember);
    expectError(await complete(first), 404, 'not_found');
    expect((await complete(second)).status).toBe(204);
  });

  it('ends when the member changes the password in another way', async () => {
    const token = await linkFor(acme.teamMember);
    const answer = await acme.send('PUT', '/api/v1/me/password', {
      cookie: await acme.signIn(acme.teamMember),
      body: { currentPassword: password, newPassword: 'another horse battery' },
    });
    expect(answer.status).toBe(204);
    expectError(await complete(token), 404, 'not_found');
  });

  it('works at its own organization only', async () => {
    await acme.createOrganization('globex');
    const token = await linkFor(acme.teamMember);
    expectError(await read(token, 'globex'), 404, 'not_found');
    const body = { token, newPassword };
    expectError(await acme.send('POST', resetPath, { at: 'globex', body }), 404, 'not_found');
    expect((await complete(token)).status).toBe(204);
  });

  it.each(['deactivated', 'removed'])('does not work once its member is %s', async (state) => {
    const token = await linkFor(acme.customer);
    if (state === 'removed')
      await acme.send('DELETE', `/api/v1/users/${acme.customer.id}`, { token: acme.adminToken });
    else
      await acme.send('PATCH', `/api/v1/users/${acme.customer.id}`, {
        token: acme.adminToken,
        body: { state },
      });
    expectError(await read(token), 404, 'not_found');
    expectError(await complete(token), 404, 'not_found');
  });

  it('cannot be used from a page of another origin', async () => {
    const token = await linkFor(acme.teamMember);
    const headers = { origin: 'http://evil.test', 'sec-fetch-site': 'cross-site' };
    const answer = await acme.send('POST', resetPath, {
      body: { token, newPassword },
      headers,
    });
    expectError(answer, 403, 'cross_site_request');
    expectError(
      await acme.send('POST', path, { body: { email: 'tim@acme.test' }, headers }),
      403,
      'cross_site_request',
    );
  });

  it('cannot be guessed: attempts are limited, and in the audit log', async () => {
    for (let attempt = 0; attempt < 30; attempt += 1)
      expectError(await read('spedy_rst_none'), 404, 'not_found');
    expectError(await read('spedy_rst_none'), 429, 'rate_limited');
    await acme.app.sweep();
    const log = await acme.send('GET', '/api/v1/organization/audit-events?action=refusal.link', {
      token: acme.adminToken,
    });
    expect(log.body.total).toBeGreaterThan(0);
  });

  it('appears in neither the log nor the database, and what happens with it is in the audit log', async () => {
    const token = await linkFor(acme.teamMember);
    await complete(token);
    expect(acme.log.join('')).not.toContain(token.slice(10, 40));
    const rows = await acme.db.selectFrom('password_resets').selectAll().execute();
    expect(rows).toEqual([]);
    const log = await acme.send('GET', '/api/v1/organization/audit-events?action=member.', {
      token: acme.adminToken,
    });
    const events = log.body.data.map(({ action, actor, details }: Record<string, unknown>) => ({
      action,
      actor,
      details,
    }));
    expect(events.filter(({ action }: { action: string }) => action.includes('reset'))).toMatchObject([
      { action: 'member.password_reset', details: { sessionsEnded: 1 } },
      { action: 'member.password_reset_requested', details: { delivery: 'email' } },
    ]);
  });
});

describe('a server without e-mail', () => {
  it('says so', async () => {
    const plain = await createAcme();
    try {
      const answer = await plain.send('POST', path, { body: { email: 'tim@acme.test' } });
      expect([answer.status, answer.body]).toEqual([202, { validForMinutes: 30, mail: false }]);
      expect((await plain.send('GET', '/api/v1/auth/organization')).body.mail).toBe(false);
      expect((await acme.send('GET', '/api/v1/auth/organization')).body.mail).toBe(true);
    } finally {
      await plain.close();
    }
  });
});
