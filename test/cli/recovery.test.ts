import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMailedAcme, type MailServer, startMailServer } from '../support/mail-server.ts';
import { expectFailure, expectResult, type Spedy, spedyOn } from '../support/servers/command-line.ts';
import { type Acme, password } from '../support/world.ts';

describe('recovery on the command line', () => {
  let server: MailServer;
  let acme: Acme;
  let spedy: Spedy;
  let env: Record<string, string>;
  beforeAll(async () => {
    server = await startMailServer();
    acme = await createMailedAcme(server.settings);
    // Commands use the real time.
    acme.clock.advance(Date.now() - acme.clock.now());
    spedy = spedyOn(acme.databaseUrl);
    env = {
      SPEDY_SMTP_URL: `smtp://127.0.0.1:${server.port}`,
      SPEDY_MAIL_FROM: 'no-reply@spedy.test',
    };
  });
  afterAll(async () => {
    await acme.close();
    await server.close();
  });
  const inAcme = (command: string, email: string, ...rest: string[]) =>
    spedy(['user', command, '--org', 'acme-corp', '--email', email, ...rest], { env });
  const complete = (link: string) =>
    acme.send('POST', '/api/v1/auth/reset-password', {
      body: { token: link.split('#')[1], newPassword: 'a brand new pass phrase' },
    });

  it('prints a link to set a new password, which works once', async () => {
    const cookie = await acme.signIn(acme.customer);
    const { user, link } = expectResult(await inAcme('reset-password', 'CORA@acme.test', '--json'));
    expect(user).toMatchObject({ id: acme.customer.id, email: 'cora@acme.test' });
    expect(link).toMatch(/^http:\/\/acme-corp\.localhost:3000\/reset-password#spedy_rst_/);
    expect((await acme.send('GET', '/api/v1/me', { cookie })).status).toBe(200);
    expect((await complete(link)).status).toBe(204);
    expect((await acme.send('GET', '/api/v1/me', { cookie })).status).toBe(401);
    expect((await complete(link)).status).toBe(404);
  });

  it('leaves a link to the running server to send, which opens what the command has sealed', async () => {
    const { stdout, exitCode } = await inAcme('reset-password', 'tim@acme.test', '--send');
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('is on its way'),
    });
    expect(stdout).not.toContain('spedy_rst_');
    acme.clock.advance(2_000);
    await acme.app.background.runOnce();
    const { link } = server.received.find(({ to }) => to.includes('tim@acme.test')) ?? { link: '' };
    expect((await complete(link)).status).toBe(204);
  });

  it('tells every administrator of a link for one of them', async () => {
    server.received.length = 0;
    await inAcme('reset-password', 'ada@acme.test');
    acme.clock.advance(2_000);
    await acme.app.background.runOnce();
    const message = server.received.find(({ subject }) => subject.includes('of an administrator'));
    expect(message?.text).toContain('The operator of the server created a link to reset the password');
  });

  it('does not send without a mail server, and not to a deactivated member', async () => {
    const args = ['user', 'reset-password', '--org', 'acme-corp', '--email', 'tim@acme.test', '--send'];
    expect(expectFailure(await spedy(args), 1)).toContain('no mail server is set');
    await acme.createMember('acme-corp', 'dora@acme.test', 'CUSTOMER');
    await inAcme('deactivate', 'dora@acme.test');
    expect(expectFailure(await inAcme('reset-password', 'dora@acme.test'), 1)).toContain('deactivated');
  });

  it('ends sessions, and reactivates', async () => {
    const member = await acme.createMember('acme-corp', 'finn@acme.test', 'CUSTOMER');
    const cookie = await acme.signIn(member);
    expectResult(await inAcme('end-sessions', 'finn@acme.test', '--json'));
    acme.monotonic.advance(2_000);
    expect((await acme.send('GET', '/api/v1/me', { cookie })).status).toBe(401);
    const login = { email: member.email, password };
    await inAcme('deactivate', 'finn@acme.test');
    expect((await acme.send('POST', '/api/v1/auth/login', { body: login })).status).toBe(401);
    const { user } = expectResult(await inAcme('reactivate', 'finn@acme.test', '--json'));
    expect(user.state).toBe('active');
    expect((await acme.send('POST', '/api/v1/auth/login', { body: login })).status).toBe(200);
  });

  it('lists organizations, members and tokens', async () => {
    await acme.createOrganization('globex', 'past_due');
    const { organizations } = expectResult(await spedy(['org', 'list', '--json']));
    expect(organizations).toMatchObject([
      { slug: 'acme-corp', plan: 'pro', name: 'acme-corp', members: expect.any(Number) },
      { slug: 'globex', plan: 'past_due', members: 0 },
    ]);
    const { users } = expectResult(
      await spedy(['user', 'list', '--org', 'acme-corp', '--role', 'ADMIN', '--json']),
    );
    expect(users).toMatchObject([{ email: 'ada@acme.test', role: 'ADMIN', state: 'active' }]);
    const all = await spedy(['user', 'list', '--org', 'acme-corp']);
    expect(all.stdout).toMatch(/usr_\w+ {2}deactivated {2}CUSTOMER {2}dora@acme\.test {2}dora\n/);
    const { tokens } = expectResult(
      await spedy(['token', 'list', '--org', 'acme-corp', '--email', 'ada@acme.test', '--json']),
    );
    expect(tokens).toMatchObject([
      { id: expect.stringMatching(/^tok_/), name: 'CI Pipeline', hint: acme.adminToken.slice(-4) },
    ]);
    expect(JSON.stringify(tokens)).not.toContain(acme.adminToken);
    expect((await spedy(['user', 'list', '--org', 'globex'])).stdout).toContain('No members.');
  });
});
