import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day, hour, minute, second } from '../../support/clock.ts';
import { invite } from '../../support/invitations.ts';
import { createMailedAcme, type MailServer, startMailServer } from '../../support/mail-server.ts';
import { startPeer } from '../../support/servers/peer.ts';
import type { Acme } from '../../support/world.ts';

let server: MailServer;
let acme: Acme;
const start = async (options: Parameters<typeof startMailServer>[0] = {}) => {
  server = await startMailServer(options);
  acme = await createMailedAcme(server.settings);
};
afterEach(async () => {
  await acme.close();
  await server.close();
});

const deliver = () => acme.app.background.runOnce();
const unsent = async () =>
  (await acme.send('GET', '/api/v1/organization/mail', { token: acme.adminToken })).body.data;

describe('a mail server that accepts messages', () => {
  beforeEach(() => start());

  it('gets an invitation in text and HTML, whose link works', async () => {
    const invitation = await invite(acme, 'nora@acme.test');
    expect(invitation.mailed).toBe(true);
    await deliver();
    const message = server.take('nora@acme.test');
    expect(message.from).toBe('no-reply@spedy.test');
    expect(message.headers.get('from')).toBe('Spedy <no-reply@spedy.test>');
    expect(message.headers.get('subject')).toBe('Invitation to acme-corp');
    expect(message.headers.get('auto-submitted')).toBe('auto-generated');
    expect(message.headers.get('message-id')).toMatch(/^<mai_[0-9a-z]{23}@spedy\.test>$/);
    expect(message.text).toContain('ada invited you to join acme-corp as a team member.');
    expect(message.html).toContain(message.link);
    expect(message.link).toBe(invitation.link);
    const secret = message.link.split('#')[1];
    const read = await acme.send('POST', '/api/v1/auth/invitation', { body: { token: secret } });
    expect(read.body).toMatchObject({ email: 'nora@acme.test' });
    expect(await unsent()).toEqual([]);
  });

  it('gets nothing that could track the reader: no address but that of the link', async () => {
    await invite(acme, 'nora@acme.test');
    await deliver();
    const { html, link } = server.take('nora@acme.test');
    const addresses = [...html.matchAll(/https?:[^\s"<]+/g)].map(([address]) => address);
    expect(new Set(addresses)).toEqual(new Set([link, `${new URL(link).origin}.`]));
    expect(html).not.toMatch(/<(img|script|link|iframe|object)|url\(/i);
  });

  it('gets each message once, from any number of workers at the same time', async () => {
    const peers = await Promise.all([1, 2].map(() => startPeer(acme, { mail: server.settings })));
    for (let person = 0; person < 12; person += 1) await invite(acme, `person${person}@acme.test`);
    await Promise.all([deliver(), ...peers.map((peer) => peer.deliver())]);
    const addresses = server.received.flatMap(({ to }) => to);
    expect(addresses.toSorted()).toEqual([...new Set(addresses)].toSorted());
    expect(addresses.length).toBe(12);
    for (const peer of peers) await peer.close();
  });

  it('gets one message a minute of a kind to an address, and then only the newest link', async () => {
    await invite(acme, 'nora@acme.test');
    await deliver();
    server.take('nora@acme.test');
    await invite(acme, 'nora@acme.test');
    const newest = await invite(acme, 'NORA@acme.test');
    await deliver();
    acme.clock.advance(minute - second);
    await deliver();
    expect(server.received).toEqual([]);
    acme.clock.advance(second);
    await deliver();
    expect(server.take('NORA@acme.test').link).toBe(newest.link);
    acme.clock.advance(hour);
    await deliver();
    expect(server.received).toEqual([]);
  });

  it('counts the minute together with other organizations', async () => {
    await acme.createOrganization('globex');
    const boss = await acme.createMember('globex', 'boss@globex.test', 'ADMIN');
    await invite(acme, 'nora@acme.test');
    const cookie = await acme.signIn(boss);
    await acme.db.deleteFrom('outbox').where('user_id', '=', boss.id).execute();
    const body = { email: 'nora@acme.test', role: 'CUSTOMER' };
    await acme.send('POST', '/api/v1/organization/invitations', { at: 'globex', cookie, body });
    await deliver();
    expect(server.received.length).toBe(1);
    acme.clock.advance(minute);
    await deliver();
    expect(server.received.length).toBe(2);
  });

  it('gets the message of a change that is made, and none of one that fails', async () => {
    const cookie = await acme.signIn(acme.admin);
    const body = { email: 'tim@acme.test', role: 'CUSTOMER' };
    const answer = await acme.send('POST', '/api/v1/organization/invitations', { cookie, body });
    expect(answer.status).toBe(409);
    await deliver();
    expect(server.received).toEqual([]);
  });

  it('leaves no link in the database before or after the message', async () => {
    const { link } = await invite(acme, 'nora@acme.test');
    const core = link.split('#')[1].slice('spedy_inv_'.length, -4);
    const stored = async () =>
      JSON.stringify(
        (await acme.db.selectFrom('outbox').selectAll().execute()).map((row) => [
          ...Object.values(row),
          Buffer.from(row.sealed_secret ?? '').toString('latin1'),
        ]),
      );
    expect(await stored()).toContain('nora@acme.test');
    expect(await stored()).not.toContain(core);
    await deliver();
    const row = await acme.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'sent', sealed_secret: null, fields: '{}' });
    acme.clock.advance(31 * day);
    await acme.app.sweep();
    expect(await acme.db.selectFrom('outbox').selectAll().execute()).toEqual([]);
    expect(await acme.db.selectFrom('mail_sends').selectAll().execute()).toEqual([]);
  });
});

describe('a message that the server does not accept', () => {
  it('is retried after a greylisting, and shown as waiting until then', async () => {
    let isKnown = false;
    await start({
      onRcptTo: (_address, _session, done) =>
        done(isKnown ? null : Object.assign(new Error('4.7.1 Greylisted, try again'), { responseCode: 451 })),
    });
    await invite(acme, 'nora@acme.test');
    await deliver();
    expect(await unsent()).toEqual([
      {
        id: expect.stringMatching(/^mai_/),
        kind: 'invitation',
        title: 'Invitation',
        address: 'nora@acme.test',
        state: 'waiting',
        attempts: 1,
        problem: expect.stringContaining('451 4.7.1 Greylisted, try again'),
        createdAt: expect.any(String),
        nextAttemptAt: expect.any(String),
      },
    ]);
    isKnown = true;
    await deliver();
    expect(server.received).toEqual([]);
    acme.clock.advance(2 * minute);
    await deliver();
    server.take('nora@acme.test');
    expect(await unsent()).toEqual([]);
  });

  it('has failed at once if the server knows no such address', async () => {
    await start({
      onRcptTo: (_address, _session, done) =>
        done(Object.assign(new Error('5.1.1 No such\u001b[2J\u202euser'), { responseCode: 550 })),
    });
    await invite(acme, 'nobody@acme.test');
    await deliver();
    expect(await unsent()).toMatchObject([
      {
        address: 'nobody@acme.test',
        state: 'failed',
        attempts: 1,
        // Nor does it clear the operator's terminal.
        problem: expect.stringContaining('550 5.1.1 No such [2J user'),
        nextAttemptAt: null,
      },
    ]);
    const row = await acme.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ sealed_secret: null, fields: '{}' });
    acme.clock.advance(day);
    await deliver();
    expect(await unsent()).toMatchObject([{ attempts: 1 }]);
  });

  it('is retried for a day, with longer and longer waits, and then has failed', async () => {
    await start({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () => done(Object.assign(new Error('4.3.1 Full'), { responseCode: 452 })));
      },
    });
    await invite(acme, 'nora@acme.test');
    const waits: number[] = [];
    for (;;) {
      await deliver();
      const [mail] = await unsent();
      if (mail.state === 'failed') break;
      const wait = Date.parse(mail.nextAttemptAt) - acme.clock.now();
      waits.push(wait);
      acme.clock.advance(wait);
    }
    expect(waits.length).toBeGreaterThan(20);
    expect(waits.length).toBeLessThan(40);
    expect(Math.max(...waits)).toBeLessThan(1.2 * hour);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(day);
    expect(await unsent()).toMatchObject([{ state: 'failed', problem: expect.stringContaining('452') }]);
  });
});
