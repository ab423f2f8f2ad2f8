import { Readable } from 'node:stream';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/storage/database.ts';
import { migrationSteps } from '../../../src/storage/migrations/list.ts';
import { createTestDatabase, databaseKind, type TestDatabase } from '../../support/databases/database.ts';
import { migrateTo } from '../../support/databases/older-database.ts';
import { query } from '../../support/databases/sql.ts';
import { runOnTerminal } from '../../support/servers/command-line.ts';
import { ServerProcess } from '../../support/servers/server-process.ts';

/** Needs the exclusive lock of the table of tickets, to replace its indexes. */
const blockedStep = '0022-ticket-lists';

/** A session, such as that of a backup, that has read tickets and keeps its transaction open. */
describe.runIf(databaseKind === 'postgres')('a migration and a long transaction', () => {
  let database: TestDatabase;
  let backup: Client;
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
    const older = openDatabase(database.url, () => {});
    const names = Object.keys(migrationSteps);
    await migrateTo(older, names.slice(0, names.indexOf(blockedStep)));
    await older.db.destroy();
    backup = new Client({ connectionString: database.url });
    // Dropping the database ends the session.
    backup.on('error', () => {});
    await backup.connect();
    await backup.query('begin; lock table tickets in access share mode');
  });
  afterEach(() => database.drop());

  it('do not block others: the migration tries again, says so, and continues when it can', async () => {
    const server = await ServerProcess.start({ databaseUrl: database.url });
    try {
      await server.untilPrinted((output) => output.includes('The migration waits for a lock'));
      expect(server.output).toContain(`"step":"${blockedStep}"`);
      // What was done before the lock is undone meanwhile, so nobody waits for it.
      const read = `set lock_timeout = '10s'; select count(*) from tickets`;
      for (let turn = 0; turn < 3; turn += 1) await query(database.url, read);
      await server.untilStatus(503);
      await backup.end();
      await server.untilStatus(200);
    } finally {
      await server.end();
    }
  });

  it('end with a migrated database on the command line, too', async () => {
    const output = await new Promise<string>((resolve, reject) => {
      const onOutput = (text: string) => {
        if (text.includes('waits for a lock')) backup.end().then(() => {}, reject);
      };
      const env = { DATABASE_URL: database.url };
      runOnTerminal(['migrate'], env, Readable.from([]), onOutput).then(
        ({ exitCode, stderr }) => resolve(`${exitCode}: ${stderr}`),
        reject,
      );
    });
    expect(output).toMatch(new RegExp(`^0: ${blockedStep} waits for a lock of another session`));
  });
});
