import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invite } from '../../support/invitations.ts';
import { createMailedAcme, type MailServer, startMailServer } from '../../support/mail-server.ts';
import type { Acme } from '../../support/world.ts';

describe('a message', () => {
  let server: MailServer;
  let acme: Acme;
  beforeAll(async () => {
    server = await startMailServer();
    acme = await createMailedAcme(server.settings);
  });
  afterAll(async () => {
    await acme.close();
    await server.close();
  });
  let people = 0;
  /** Invites somebody to the organization under a name, and returns the message. */
  const invitedTo = async (organization: string, inviter = 'ada') => {
    people += 1;
    const address = `person${people}@acme.test`;
    await acme.db.updateTable('organizations').set({ name: organization }).execute();
    await acme.db.updateTable('users').set({ name: inviter }).where('id', '=', acme.admin.id).execute();
    await acme.app.credentials.feed.poll();
    acme.monotonic.advance(2_000);
    await invite(acme, address);
    await acme.app.background.runOnce();
    return server.take(address);
  };

  it.each([
    'Acme\r\nBcc: eve@evil.test',
    'Acme\nSubject: other',
    'Acme\r\n\r\n<h1>body</h1>',
    'Acme\u2028Bcc: eve@evil.test',
    'Acme\u0085Bcc: eve@evil.test',
    '=?utf-8?B?QWNtZQ0KQmNjOiBldmVAZXZpbC50ZXN0?=',
  ])('has no header that a name smuggles in: %j', async (name) => {
    const { headers, to, raw } = await invitedTo(name, name);
    expect([...headers.keys()].toSorted()).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
      'x-auto-response-suppress',
    ]);
    expect(to.length).toBe(1);
    expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^(bcc|subject: other)/im);
    // An encoded word in the name would be decoded to a line break.
    expect(headers.get('subject')).not.toContain('=?utf-8?B?QWNt');
  });

  it('shows markup in a name as text', async () => {
    const { html, text } = await invitedTo(`<img src=x onerror=alert(1)> & "Co" 'x'`, '<b>Ada</b>');
    expect(html).not.toMatch(/<img|<b>/);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Co&quot; &#39;x&#39;');
    expect(text).toContain('<b>Ada</b> invited you to join <img src=x');
  });

  it('encodes names of every script, and isolates those that are written from right to left', async () => {
    const { headers, text, html } = await invitedTo('חברת אקמה 株式会社 🎟️', 'Ünïcødé');
    expect(headers.get('subject')).toMatch(/^=\?utf-8\?/i);
    expect(text).toContain('Ünïcødé invited you to join \u2068חברת אקמה 株式会社 🎟️\u2069');
    expect(html).toContain('株式会社');
  });

  it.each([
    ['"quoted"@acme.test', '"quoted"@acme.test'],
    ['"a,b"@acme.test', '"a,b"@acme.test'],
    ["o'brien+spedy@acme.test", "o'brien+spedy@acme.test"],
    ['nora@bücher.test', 'nora@bücher.test'],
    ['jörg@bücher.test', 'jörg@bücher.test'],
  ])('to %s goes to this one address', async (address, expected) => {
    await acme.db.updateTable('organizations').set({ name: 'Acme' }).execute();
    await invite(acme, address);
    await acme.app.background.runOnce();
    expect(server.received.splice(0).map(({ to }) => to)).toEqual([[expected]]);
  });

  it.each([
    '<eve@evil.test>',
    'victim,eve@evil.test',
    'a;b@evil.test',
    'Ada<eve@evil.test',
    'a"b@evil.test',
    'a..b@evil.test',
    'eve@evil.test>',
  ])(
    'to %s is not sent, because servers could read it as something else, and administrators see that',
    async (email) => {
      await invite(acme, email);
      await acme.app.background.runOnce();
      expect(server.received.splice(0)).toEqual([]);
      const { body } = await acme.send('GET', '/api/v1/organization/mail', { token: acme.adminToken });
      expect(body.data[0]).toMatchObject({
        address: email,
        state: 'failed',
        problem: 'this is no address that messages can be sent to',
      });
    },
  );
});
