import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { ServerProcess } from '../support/servers/server-process.ts';
import { type Acme, createAcme } from '../support/world.ts';

describe('servers with a mail server', () => {
  let mail: MailServer;
  let acme: Acme;
  let servers: ServerProcess[];
  beforeAll(async () => {
    mail = await startMailServer();
    acme = await createAcme();
    await acme.db.deleteFrom('outbox').execute();
    const env = {
      SPEDY_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      SPEDY_MAIL_FROM: 'no-reply@spedy.test',
    };
    servers = await Promise.all(
      [1, 2].map(() => ServerProcess.start({ databaseUrl: acme.databaseUrl, env })),
    );
    await Promise.all(servers.map((server) => server.untilStatus(200)));
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.end()));
    await acme.close();
    await mail.close();
  });
  const receivedBy = (address: string) => mail.received.filter(({ to }) => to.includes(address));

  it('send each message once, whichever gets the request, and the link works at the other one', async () => {
    const [first, second] = servers;
    const people = Array.from({ length: 6 }, (_none, index) => `person${index}@acme.test`);
    for (const [index, email] of people.entries()) {
      const answer = await servers[index % 2]?.send('POST', '/api/v1/organization/invitations', {
        token: acme.adminToken,
        body: { email, role: 'CUSTOMER' },
      });
      expect([answer?.status, answer?.body.mailed]).toEqual([201, true]);
    }
    await expect.poll(() => mail.received.length, { timeout: 15_000 }).toBe(people.length);
    expect(people.map((email) => receivedBy(email).length)).toEqual(people.map(() => 1));
    const token = receivedBy('person0@acme.test')[0]?.link.split('#')[1];
    const read = await second?.send('POST', '/api/v1/auth/invitation', { body: { token } });
    expect(read?.body.email).toBe('person0@acme.test');
    expect(first?.output).not.toContain(String(token));
  });

  it('send the link of a forgotten password', async () => {
    const email = acme.teamMember.email;
    const answer = await servers[0]?.send('POST', '/api/v1/auth/forgot-password', { body: { email } });
    expect(answer?.status).toBe(202);
    await expect
      .poll(() => receivedBy(email).map(({ subject }) => subject), { timeout: 15_000 })
      .toContain('Set a new password at acme-corp');
  });

  it('end at once with SIGTERM', async () => {
    for (const server of servers) server.kill('SIGTERM');
    expect(await Promise.all(servers.map((server) => server.exit))).toEqual([0, 0]);
  });
});
