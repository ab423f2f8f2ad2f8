import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { minute } from '../../support/clock.ts';
import { createMailedAcme, type MailServer, startMailServer } from '../../support/mail-server.ts';
import type { Acme, Member } from '../../support/world.ts';

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
const deliver = () => acme.app.background.runOnce();
const complete = (token: string) =>
  acme.send('POST', '/api/v1/auth/reset-password', {
    body: { token, newPassword: 'a brand new pass phrase' },
  });

describe('an administrator', () => {
  const reset = async (member: Member, delivery: 'email' | 'link', admin = acme.admin) =>
    acme.send('POST', `/api/v1/users/${member.id}/password-reset`, {
      cookie: await acme.signIn(admin),
      body: { delivery },
    });

  it('gets a link to send, or has it sent', async () => {
    const copied = await reset(acme.customer, 'link');
    expect(copied.status).toBe(201);
    await deliver();
    expect(server.received.filter(({ to }) => to.includes(acme.customer.email))).toEqual([]);
    expect((await complete(copied.body.link.split('#')[1])).status).toBe(204);
    const sent = await reset(acme.teamMember, 'email');
    expect(sent.body).toEqual({ expiresAt: acme.clock.in(30 * minute) });
    await deliver();
    const message = server.received.find(({ to }) => to.includes(acme.teamMember.email));
    expect(message?.text).toContain('ada, an administrator, requested this link for you.');
    expect((await complete(message?.link.split('#')[1] ?? '')).status).toBe(204);
  });

  it('is seen by every administrator if the member is one', async () => {
    const boss = await acme.createMember('acme-corp', 'boss@acme.test', 'ADMIN');
    await reset(boss, 'link');
    await deliver();
    const told = server.received.filter(({ subject }) => subject.includes('of an administrator'));
    expect(told.flatMap(({ to }) => to).toSorted()).toEqual(['ada@acme.test', 'boss@acme.test']);
    expect(told[0]?.text).toContain(
      'ada created a link to reset the password of the administrator boss@acme.test.',
    );
  });

  it('cannot hide one reset behind another in the same minute', async () => {
    const [boss, other] = [
      await acme.createMember('acme-corp', 'boss@acme.test', 'ADMIN'),
      await acme.createMember('acme-corp', 'other@acme.test', 'ADMIN'),
    ];
    for (const member of [boss, other]) expect((await reset(member, 'link')).status).toBe(201);
    await deliver();
    const { text } = server.take(boss.email);
    for (const { email } of [boss, other])
      expect(text).toContain(`ada created a link to reset the password of the administrator ${email}.`);
  });

  it('ends the link by deactivating the member, who does not get it back', async () => {
    const token = (await reset(acme.customer, 'link')).body.link.split('#')[1];
    for (const state of ['deactivated', 'active'])
      await acme.send('PATCH', `/api/v1/users/${acme.customer.id}`, {
        token: acme.adminToken,
        body: { state },
      });
    expectError(await complete(token), 404, 'not_found');
  });

  it('cannot do so with a token, for themselves, or for a deactivated or unknown member', async () => {
    const body = { delivery: 'link' };
    const of = (id: string) => `/api/v1/users/${id}/password-reset`;
    expectError(
      await acme.send('POST', of(acme.customer.id), { token: acme.adminToken, body }),
      403,
      'session_required',
    );
    expectError(await reset(acme.admin, 'link'), 403, 'forbidden');
    expectError(await reset({ ...acme.customer, id: 'usr_none' }, 'link'), 404, 'not_found');
    expectError(
      await acme.send('POST', of(acme.admin.id), { cookie: await acme.signIn(acme.customer), body }),
      403,
      'forbidden',
    );
    await acme.send('PATCH', `/api/v1/users/${acme.customer.id}`, {
      token: acme.adminToken,
      body: { state: 'deactivated' },
    });
    expectError(await reset(acme.customer, 'link'), 403, 'forbidden');
  });

  it('ends the sessions of a member, which is in the audit log', async () => {
    const cookies = [await acme.signIn(acme.customer), await acme.signIn(acme.customer)];
    const answer = await acme.send('DELETE', `/api/v1/users/${acme.customer.id}/sessions`, {
      token: acme.adminToken,
    });
    expect(answer.status).toBe(204);
    for (const cookie of cookies) expect((await acme.send('GET', '/api/v1/me', { cookie })).status).toBe(401);
    expectError(
      await acme.send('DELETE', '/api/v1/users/usr_none/sessions', { token: acme.adminToken }),
      404,
      'not_found',
    );
  });
});
