import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../support/client.ts';
import { databaseKind } from '../support/databases/database.ts';
import { timed } from '../support/databases/database-link.ts';
import { spawnSpedy } from '../support/servers/command-line.ts';
import { ServerProcess } from '../support/servers/server-process.ts';
import { type Acme, createAcme } from '../support/world.ts';

/** The time limit of a response, in milliseconds (SPEC 11). */
const limit = 2_500;

describe.runIf(databaseKind === 'sqlite')('a SQLite file locked by another process', () => {
  let acme: Acme;
  let server: ServerProcess;
  let other: DatabaseSync;
  beforeAll(async () => {
    acme = await createAcme();
    server = await ServerProcess.start({ databaseUrl: acme.databaseUrl, env: { LOG_LEVEL: 'silent' } });
    await server.untilStatus(200);
    // The server's own work may hold the lock for a moment.
    other = new DatabaseSync(acme.databaseUrl.slice('sqlite:'.length), { timeout: 5_000 });
  });
  afterAll(async () => {
    other.close();
    await server.end();
    await acme.close();
  });

  const create = () =>
    server.send('POST', '/api/v1/me/tokens', { token: acme.adminToken, body: { name: 'locked' } });
  const list = () => server.send('GET', '/api/v1/me/tokens', { token: acme.adminToken });

  it('returns 503 in time to every request that writes, and serves every request that reads', async () => {
    for (let round = 0; round < 2; round += 1) {
      other.exec('begin immediate');
      const writes = Array.from({ length: 12 }, () => timed(create()));
      expect((await timed(list())).status).toBe(200);
      for (const answer of await Promise.all(writes)) {
        expectError(answer, 503, 'unavailable');
        expect(answer.headers['retry-after']).toBe('2');
        expect(answer.milliseconds).toBeLessThan(limit);
      }
      expect((await server.send('GET', '/readyz')).status).toBe(200);
      other.exec('rollback');
      expect((await create()).status).toBe(201);
    }
  });

  it('completes a write after a short lock', async () => {
    other.exec('begin immediate');
    const writing = create();
    expect((await list()).status).toBe(200);
    other.exec('rollback');
    expect((await writing).status).toBe(201);
  });

  it('ends a command with one clear line', async () => {
    other.exec('begin immediate');
    const command = ['board', 'create', '--org', 'acme-corp', '--key', 'WEB', '--name', 'x'];
    const { exitCode, stdout, stderr } = await spawnSpedy(command, { DATABASE_URL: acme.databaseUrl }).ended;
    other.exec('rollback');
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^spedy: cannot use the database \(database is locked\)[^\n]+\n$/);
  });
});
