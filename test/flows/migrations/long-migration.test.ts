import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/storage/database.ts';
import { sqlitePath } from '../../../src/storage/database-name.ts';
import { migrationSteps } from '../../../src/storage/migrations/list.ts';
import { createTestDatabase, databaseKind, type TestDatabase } from '../../support/databases/database.ts';
import { migrateTo } from '../../support/databases/older-database.ts';
import { freePort } from '../../support/databases/postgres-server.ts';
import { spawnServer } from '../../support/servers/command-line.ts';
import { ServerProcess } from '../../support/servers/server-process.ts';

/** Keeps a migration from beginning, so that it takes as long as the test needs. */
async function holdMigrations(url: string): Promise<() => Promise<void>> {
  if (databaseKind === 'sqlite') {
    const holder = new DatabaseSync(sqlitePath(url));
    holder.exec('begin immediate');
    return async () => holder.close();
  }
  const client = new pg.Client(url);
  await client.connect();
  await client.query('select pg_advisory_lock(3853314791)');
  return () => client.end();
}

describe('a migration that takes long', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
    const older = openDatabase(database.url, () => {});
    await migrateTo(older, Object.keys(migrationSteps).slice(0, -1));
    await older.db.destroy();
  });
  afterEach(() => database.drop());

  it('leaves the server alive, which says why it is not ready', async () => {
    const release = await holdMigrations(database.url);
    const server = await ServerProcess.start({ databaseUrl: database.url });
    try {
      await server.untilStatus(200, '/healthz');
      const { status, body } = await server.send('GET', '/readyz');
      expect([status, body.code]).toEqual([503, 'unavailable']);
      expect(body.message).toContain('migrating');
      await release();
      await server.untilStatus(200);
    } finally {
      await server.end();
    }
  });

  // A process with SQLite ends once the statement on its migration thread does.
  it.runIf(databaseKind === 'postgres')('does not hide why the server cannot listen', async () => {
    const release = await holdMigrations(database.url);
    const env = { DATABASE_URL: database.url, HOST: 'no-such-host.invalid' };
    const { exitCode, stderr } = await spawnServer(env).ended;
    await release();
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^Cannot listen on [^\n]+\n$/)]);
  });

  it.runIf(databaseKind === 'postgres')('lets the server stop with 0', async () => {
    const release = await holdMigrations(database.url);
    const server = spawnServer({ DATABASE_URL: database.url, PORT: String(await freePort()) });
    await server.untilPrinted(/Preparing the database takes long/);
    const { exitCode, stderr } = await server.stop();
    await release();
    expect([exitCode, stderr]).toEqual([0, '']);
  });
});
