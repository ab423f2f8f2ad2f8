import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { type Acme, createAcme } from '../support/world.ts';

const host = 'acme-corp.localhost:3000';

describe('SIGTERM', () => {
  let acme: Acme;
  let server: ServerProcess;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());
  beforeEach(async () => {
    server = await ServerProcess.start({ databaseUrl: acme.databaseUrl });
    await server.untilStatus(200);
  });
  afterEach(() => server.end());

  /** Resolves once nobody accepts connections on the server's port any more. */
  async function untilClosed(): Promise<void> {
    for (;;) {
      const socket = connect(server.port, '127.0.0.1');
      const refused = await Promise.race([
        once(socket, 'connect').then(() => false),
        once(socket, 'error').then(() => true),
      ]).catch(() => true);
      socket.destroy();
      if (refused) return;
    }
  }

  /** A request whose head the server has, and whose body it still waits for. */
  async function beginCreate(body: string, agent: Agent) {
    const sent = request({
      host: '127.0.0.1',
      port: server.port,
      method: 'POST',
      path: '/api/v1/me/tokens',
      agent,
      headers: {
        host,
        authorization: `Bearer ${acme.adminToken}`,
        'content-type': 'application/json',
        'content-length': String(body.length),
        expect: '100-continue',
      },
    });
    sent.flushHeaders();
    await once(sent, 'continue');
    return sent;
  }

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s: what runs is finished, what is pending written, nothing accepted, exit 0',
    async (signal) => {
      const agent = new Agent({ keepAlive: true });
      const body = JSON.stringify({ name: `made after ${signal}` });
      const slow = await beginCreate(body, agent);
      await server.send('GET', '/api/v1/me', { token: acme.teamMemberToken });
      server.kill(signal);
      await untilClosed();
      slow.end(body);
      const [response] = await once(slow, 'response');
      response.resume();
      expect(response.statusCode).toBe(201);
      expect(await server.exit).toBe(0);
      agent.destroy();

      const { tokens } = (await acme.send('GET', '/api/v1/me/tokens', { token: acme.adminToken })).body;
      expect(tokens.map((token: { name: string }) => token.name)).toContain(`made after ${signal}`);
      const used = await acme.db
        .selectFrom('access_tokens')
        .innerJoin('last_uses', 'credential_id', 'id')
        .select('user_id')
        .execute();
      expect(used.map((row) => row.user_id)).toContain(acme.teamMember.id);
      expect(server.errors).toBe('');
    },
  );

  it('a client that never finishes does not hold it: exit 0 within 10 seconds', async () => {
    const agent = new Agent({ keepAlive: true });
    const endless = await beginCreate('x'.repeat(100), agent);
    const cut = once(endless, 'error');
    const mute = connect(server.port, '127.0.0.1');
    await once(mute, 'connect');
    mute.on('error', () => {});
    const started = performance.now();
    server.kill('SIGTERM');
    expect(await server.exit).toBe(0);
    expect(performance.now() - started).toBeLessThan(10_000);
    await cut;
    mute.destroy();
    agent.destroy();
  });

  it('a second server on the same port says so in one line, and exits with 1', async () => {
    const env = { PORT: String(server.port) };
    const second = await ServerProcess.start({ databaseUrl: acme.databaseUrl, env });
    expect(await second.exit).toBe(1);
    expect(second.errors).toMatch(
      /^Cannot listen: .*Another program has this port: stop it, or set PORT\.\n$/,
    );
    expect((await server.send('GET', '/readyz')).status).toBe(200);
  });
});
