import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/server/config.ts';
import { serve } from '../../../src/server/serve.ts';
import { StorageError } from '../../../src/storage/errors.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { FakeEngine } from '../../support/databases/fake-engine.ts';
import { freePort } from '../../support/databases/postgres-server.ts';
import { expectFailure, spedyOn } from '../../support/servers/command-line.ts';

const cockroach = 'CockroachDB CCL v25.2.1 (x86_64-pc-linux-gnu, built 2025/06/13 13:59:13, go1.23.7)';

/** Starts a server that cannot start. Returns the one-line reason. */
async function problemOf(databaseUrl: string): Promise<string> {
  const env = { DATABASE_URL: databaseUrl, PORT: String(await freePort()), LOG_LEVEL: 'silent' };
  const error: unknown = await serve(readConfig(env), () => {}).catch((error: unknown) => error);
  if (!(error instanceof StorageError)) throw new Error(`not a StorageError: ${error}`);
  expect(error.message).toMatch(/^[^\n]+$/);
  return error.message;
}

describe.runIf(databaseKind === 'postgres')('a database that only speaks the protocol of PostgreSQL', () => {
  it.each([
    [cockroach, /^The database is CockroachDB, which Spedy does not support: .*Nothing was changed\.$/],
    ['PostgreSQL 15.12-YB-2025.1.0.1-b0 on x86_64-pc-linux-gnu', /^The database is YugabyteDB, /],
    ['PostgreSQL 14.1 on x86_64-pc-linux-gnu', /^PostgreSQL 14 is too old for Spedy\./],
    // It claims to be PostgreSQL, and does not know the functions.
    ['PostgreSQL 16.2', /^The database is PostgreSQL 16\.2, which Spedy does not support/],
  ])('stops the server with one line: %s', async (version, line) => {
    const engine = await FakeEngine.start(version);
    try {
      expect(await problemOf(engine.url)).toMatch(line);
      expect(engine.statements.filter((statement) => !/^select /.test(statement))).toEqual([]);
    } finally {
      await engine.close();
    }
  });

  it('fails every command with the same line', async () => {
    const engine = await FakeEngine.start(cockroach);
    try {
      for (const command of [['migrate'], ['audit', 'verify']])
        expect(expectFailure(await spedyOn(engine.url)(command), 1)).toContain('The database is CockroachDB');
    } finally {
      await engine.close();
    }
  });

  it('cannot be a list of hosts', async () => {
    const problem = await problemOf('postgres://app:hunter2@pg1,pg2:5433,pg3/app');
    expect(problem).toMatch(/^DATABASE_URL names several hosts\. .*docs\/high-availability\.md/);
    expect(problem).not.toContain('hunter2');
  });
});
