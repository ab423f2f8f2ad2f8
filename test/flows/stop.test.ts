import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { untilRefused } from '../support/servers/requests.ts';
import { ServerProcess } from '../support/servers/server-process.ts';
import { type Acme, createAcme } from '../support/world.ts';

const host = 'acme-corp.localhost:3000';

// Concurrent, because one of the tests waits for seconds.
describe.concurrent('stopping a server', () => {
  let acme: Acme;
  const servers: ServerProcess[] = [];
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.end()));
    await acme.close();
  });

  async function startServer(): Promise<ServerProcess> {
    const server = await ServerProcess.start({ databaseUrl: acme.databaseUrl });
    servers.push(server);
    await server.untilStatus(200);
    return server;
  }

  /** Sends the head of a request; the server then waits for its body. */
  async function beginCreate(server: ServerProcess, body: string, agent: Agent) {
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
    'finishes requests, writes pending data, accepts nothing new and exits with 0 on %s',
    async (signal) => {
      const server = await startServer();
      const member = await acme.createMember('acme-corp', `${signal.toLowerCase()}@acme.test`, 'CUSTOMER');
      const token = await acme.createToken(member);
      const agent = new Agent({ keepAlive: true });
      const body = JSON.stringify({ name: `made after ${signal}` });
      const slow = await beginCreate(server, body, agent);
      await server.send('GET', '/api/v1/me', { token });
      server.kill(signal);
      await untilRefused(server.port);
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
      expect(used.map((row) => row.user_id)).toContain(member.id);
      expect(server.errors).toBe('');
    },
  );

  it('exits with 0 within 10 seconds although a client never finishes its request', async () => {
    const server = await startServer();
    const agent = new Agent({ keepAlive: true });
    const endless = await beginCreate(server, 'x'.repeat(100), agent);
    const cut = once(endless, 'error');
    const idle = connect(server.port, '127.0.0.1');
    await once(idle, 'connect');
    idle.on('error', () => {});
    const started = performance.now();
    server.kill('SIGTERM');
    expect(await server.exit).toBe(0);
    expect(performance.now() - started).toBeLessThan(10_000);
    await cut;
    idle.destroy();
    agent.destroy();
  });

  it('leaves the server running when a second one fails to start on the same port', async () => {
    const server = await startServer();
    const env = { PORT: String(server.port) };
    const second = await ServerProcess.start({ databaseUrl: acme.databaseUrl, env });
    expect(await second.exit).toBe(1);
    expect(second.errors).toMatch(
      /^Cannot listen on [^\n]*another program is using this port. Stop it, or set PORT\.\n$/,
    );
    expect((await server.send('GET', '/readyz')).status).toBe(200);
  });
});
