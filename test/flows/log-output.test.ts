import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ServerProcess } from '../support/servers/server-process.ts';
import { type Acme, createAcme } from '../support/world.ts';

describe('the log on standard output', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  /** Starts a server and sends a request. Returns the server and the request's ID. */
  async function serveOneRequest() {
    const server = await ServerProcess.start({ databaseUrl: acme.databaseUrl });
    await server.untilStatus(200);
    const answer = await server.send('GET', '/api/v1/me', { token: acme.adminToken });
    return { server, id: answer.headers['x-request-id'] ?? 'none' };
  }

  it('has the line of a request while the server is idle', async () => {
    const { server, id } = await serveOneRequest();
    await vi.waitFor(() => expect(server.output).toContain(id), { timeout: 5_000 });
    await server.end();
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGQUIT'] as const)(
    'has the last lines when %s ends the server',
    async (signal) => {
      const { server, id } = await serveOneRequest();
      server.kill(signal);
      expect(await server.exit).toBe(signal === 'SIGQUIT' ? null : 0);
      const lines = server.output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines).toContainEqual(expect.objectContaining({ msg: 'request', requestId: id, status: 200 }));
    },
  );

  it('has each line once and in order under load', async () => {
    const { server } = await serveOneRequest();
    const ids: (string | undefined)[] = [];
    for (let round = 0; round < 40; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => server.send('GET', '/api/v1/me', { token: acme.adminToken })),
      );
      ids.push(...answers.map(({ headers }) => headers['x-request-id']));
    }
    server.kill('SIGTERM');
    await server.exit;
    const lines = server.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const logged = lines.filter(({ path }) => path === '/api/v1/me').map(({ requestId }) => requestId);
    expect(logged.slice(1).sort()).toEqual(ids.sort());
    expect(lines.map(({ time }) => time)).toEqual(lines.map(({ time }) => time).sort((a, b) => a - b));
  });
});
