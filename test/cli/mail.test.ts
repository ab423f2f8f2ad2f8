import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invite } from '../support/invitations.ts';
import { createMailedAcme, type MailServer, startMailServer } from '../support/mail-server.ts';
import { expectFailure, expectResult, type Spedy, spedyOn } from '../support/servers/command-line.ts';
import type { Acme } from '../support/world.ts';

describe('spedy mail', () => {
  let server: MailServer;
  let acme: Acme;
  let spedy: Spedy;
  let env: Record<string, string>;
  beforeAll(async () => {
    server = await startMailServer({
      onRcptTo: ({ address }, _session, done) =>
        done(
          address.startsWith('nobody')
            ? Object.assign(new Error('No such user'), { responseCode: 550 })
            : null,
        ),
    });
    acme = await createMailedAcme(server.settings);
    spedy = spedyOn(acme.databaseUrl);
    env = {
      SPEDY_SMTP_URL: `smtp://127.0.0.1:${server.port}`,
      SPEDY_MAIL_FROM: 'Spedy <no-reply@spedy.test>',
      SPEDY_BASE_URL: 'https://spedy.test',
    };
  });
  afterAll(async () => {
    await acme.close();
    await server.close();
  });

  it('sends a test message', async () => {
    expect(expectResult(await spedy(['mail', 'test', 'ada@acme.test', '--json'], { env }))).toEqual({
      mail: { address: 'ada@acme.test', server: `127.0.0.1:${server.port}` },
    });
    const message = server.take('ada@acme.test');
    expect(message.headers.get('subject')).toBe('Spedy can send messages');
    expect(message.text).toContain('The server at https://spedy.test can send messages');
  });

  it('says why a test message is not sent', async () => {
    const test = (changes: Record<string, string>, address = 'ada@acme.test') =>
      spedy(['mail', 'test', address], { env: { ...env, ...changes } });
    expect(expectFailure(await test({}, 'nobody@acme.test'), 1)).toContain('550 No such user');
    expect(expectFailure(await test({}, 'nobody'), 1)).toContain('must be an email address');
    const unset = { SPEDY_SMTP_URL: '', SPEDY_MAIL_FROM: '' };
    expect(expectFailure(await test(unset), 1)).toContain('set SPEDY_SMTP_URL and SPEDY_MAIL_FROM');
    expect(expectFailure(await test({ SPEDY_MAIL_FROM: '' }), 1)).toContain(
      'SPEDY_SMTP_URL needs SPEDY_MAIL_FROM',
    );
    const closed = await test({ SPEDY_SMTP_URL: 'smtp://127.0.0.1:1' });
    expect(expectFailure(closed, 1)).toContain('127.0.0.1:1 did not accept the message');
  });

  it.each([
    'http://mail.test',
    'smtp://',
    'smtp://user@mail.test',
    'smtp://mail.test/path',
    'mail.test',
    'smtp://a:%zz@mail.test',
  ])('rejects SPEDY_SMTP_URL=%s without repeating it', async (SPEDY_SMTP_URL) => {
    const line = expectFailure(await spedy(['mail', 'list'], { env: { ...env, SPEDY_SMTP_URL } }), 1);
    expect(line).toContain('SPEDY_SMTP_URL must be smtp://HOST:PORT');
    expect(line).not.toContain('%zz');
  });

  it.each(['spedy', 'a@b.test, c@d.test', 'Spedy <a@b.test> <c@d.test>', '@b.test'])(
    'rejects SPEDY_MAIL_FROM=%s',
    async (SPEDY_MAIL_FROM) => {
      const line = expectFailure(await spedy(['mail', 'list'], { env: { ...env, SPEDY_MAIL_FROM } }), 1);
      expect(line).toContain('SPEDY_MAIL_FROM must be one address');
    },
  );

  it('lists messages by state and organization, without what they say', async () => {
    await invite(acme, 'nora@acme.test');
    const { link } = await invite(acme, 'nobody@acme.test');
    await acme.app.background.runOnce();
    await invite(acme, 'later@acme.test');
    const list = async (...args: string[]) =>
      expectResult(await spedy(['mail', 'list', '--json', ...args])).mail as {
        address: string;
        state: string;
      }[];
    const found = await list();
    expect(found.map(({ address, state }) => [address, state])).toEqual([
      ['later@acme.test', 'waiting'],
      ['nobody@acme.test', 'failed'],
      ['nora@acme.test', 'sent'],
    ]);
    expect(JSON.stringify(found)).not.toContain(link.slice(-30));
    expect((await list('--state', 'failed')).map(({ address }) => address)).toEqual(['nobody@acme.test']);
    expect((await list('--org', 'acme-corp', '--limit', '1')).length).toBe(1);
    await acme.createOrganization('globex');
    expect(await list('--org', 'globex')).toEqual([]);
    const { stdout } = await spedy(['mail', 'list', '--state', 'failed']);
    expect(stdout).toContain('acme-corp  invitation  nobody@acme.test  1 attempt: ');
    expect(stdout).toContain('550 No such user');
  });
});
