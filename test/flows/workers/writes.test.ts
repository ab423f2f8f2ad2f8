import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectResult, spawnSpedy, spedyOn } from '../../support/servers/command-line.ts';
import { ServerProcess } from '../../support/servers/server-process.ts';
import { type Connection, connectToEach } from '../../support/servers/worker-connections.ts';
import { type Acme, createAcme } from '../../support/world.ts';

/** Clients of each worker, and the tokens that each of them creates and revokes. */
const clients = 8;
const rounds = 12;

/** On SQLite, processes take turns for the lock of the file; none of them may answer that it is locked. */
describe('several processes that write at once', { timeout: 120_000 }, () => {
  let acme: Acme;
  let server: ServerProcess;
  beforeEach(async () => {
    acme = await createAcme();
    server = await ServerProcess.start({ databaseUrl: acme.databaseUrl, env: { SPEDY_WORKERS: '2' } });
    await server.untilPrinted((output) => output.match(/Server listening/g)?.length === 2);
  }, 120_000);
  afterEach(async () => {
    await server.end();
    await acme.close();
  });

  it('answer every change, those of a command included, and keep one audit chain', async () => {
    const path = '/api/v1/me/tokens';
    const token = acme.adminToken;
    const failures: unknown[] = [];
    const write = async (connection: Connection) => {
      for (let round = 0; round < rounds; round += 1) {
        const created = await connection.send(path, { method: 'POST', token, body: { name: 'CI' } });
        const ended = await connection.send(`${path}/${created.body.id}`, { method: 'DELETE', token });
        if (created.status !== 201 || ended.status !== 204) failures.push(created.body, ended.body);
      }
    };
    const opened: Connection[] = [];
    for (let client = 0; client < clients; client += 1)
      opened.push(...(await connectToEach(server.port, 2)).values());
    const writing = Promise.all(opened.map(write));
    const command = `board create --org acme-corp --key CLI --name Command --member ${acme.admin.email}`;
    const { ended } = spawnSpedy(command.split(' '), { DATABASE_URL: acme.databaseUrl });
    await writing;
    for (const connection of opened) connection.close();
    expect(failures).toEqual([]);
    expect((await ended).exitCode).toBe(0);
    const verified = expectResult(await spedyOn(acme.databaseUrl)(['audit', 'verify', '--json']));
    expect(verified.organizations).toMatchObject([{ slug: 'acme-corp', intact: true }]);
    // Nothing was refused by a worker either, and answered only when tried again.
    expect(server.output).not.toMatch(/"status":5\d\d/);
  });
});
