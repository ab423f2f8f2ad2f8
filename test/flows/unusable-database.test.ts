import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/server/config.ts';
import { serve } from '../../src/server/serve.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { StorageError } from '../../src/storage/errors.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/databases/database.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { ServerProcess } from '../support/servers/server-process.ts';

/** Starts a server that cannot start. Returns the one-line reason. */
async function problemOf(databaseUrl: string): Promise<string> {
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    PORT: String(await freePort()),
    LOG_LEVEL: 'silent',
  });
  const started = serve(config, () => {});
  await expect(started).rejects.toThrow(StorageError);
  const { message } = (await started.catch((error: Error) => error)) as Error;
  expect(message).toMatch(/^[^\n]+$/);
  expect(message).not.toContain('hunter2');
  return message;
}

/** Makes file permissions apply to the server: root ignores them unless it loses that capability. */
const withPermissions = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override'] : [];

/** Does the same with a separate process, which writes one line to standard error and exits with 1. */
async function problemOfProcess(databaseUrl: string, through: readonly string[] = []): Promise<string> {
  const server = await ServerProcess.start({ databaseUrl, through });
  try {
    expect([await server.exit, server.output]).toEqual([1, '']);
    expect(server.errors).toMatch(/^[^\n]+\n$/);
    return server.errors.trimEnd();
  } finally {
    await server.end();
  }
}

describe('starting a server with an unusable database', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
  });
  afterEach(() => database.drop());

  it('stops with one line if the database is from a newer version, and changes nothing', async () => {
    const opened = openDatabase(database.url, () => {});
    await migrate(opened);
    const { db } = opened;
    const insert = db.insertInto('kysely_migration' as never);
    await insert
      .values({ name: '9999-of-the-future', timestamp: new Date(0).toISOString() } as never)
      .execute();
    const before = await db.introspection.getTables();
    expect(await problemOfProcess(database.url)).toMatch(
      /newer version of Spedy \(it has 9999-of-the-future\)\. Nothing was changed\. Run that version/,
    );
    expect(await db.introspection.getTables()).toEqual(before);
    await db.destroy();
  });

  describe.runIf(databaseKind === 'postgres')('PostgreSQL', () => {
    it('stops with one line if the database or the user does not exist', async () => {
      const missing = await problemOf(database.url.replace(/[^/]+$/, 'nowhere'));
      expect(missing).toMatch(
        /^PostgreSQL rejects the connection \(database "nowhere" does not exist\)\. Check .* DATABASE_URL\.$/,
      );
      const unknownUser = await problemOf(database.url.replace('postgres@', 'nobody:hunter2@'));
      expect(unknownUser).toMatch(/^PostgreSQL rejects the connection \(role "nobody" does not exist\)/);
    });
  });

  describe.runIf(databaseKind === 'sqlite')('SQLite', () => {
    const path = () => database.url.slice('sqlite:'.length);

    it('stops with one line if the folder is missing, and does not create it', async () => {
      const folder = join(dirname(path()), 'no', 'such');
      expect(await problemOf(`sqlite:${folder}/spedy.db`)).toBe(
        `The database's folder ${folder} does not exist and cannot be created. Create it, or change DATABASE_URL.`,
      );
      expect(existsSync(dirname(folder))).toBe(false);
    });

    it('stops with one line if the path is a folder', async () => {
      expect(await problemOf(`sqlite:${dirname(path())}`)).toMatch(
        /is a folder\. DATABASE_URL must name a file/,
      );
    });

    it.each([
      ['not a database', Buffer.from('My shopping list\n'.repeat(1_000))],
      [
        'a truncated database',
        Buffer.from('SQLite format 3\0 and then something else entirely, for a while'),
      ],
    ])('stops with one line if the file is %s, and leaves it unchanged', async (_what, content) => {
      writeFileSync(path(), content);
      expect(await problemOf(database.url)).toMatch(
        /is not a SQLite database, or is damaged\. Nothing was changed/,
      );
      expect(readFileSync(path())).toEqual(content);
      expect(readdirSync(dirname(path()))).toEqual(['spedy.db']);
    });

    it('stops with one line if the file has damage that only a query finds', async () => {
      const opened = openDatabase(database.url, () => {});
      await migrate(opened);
      await opened.db.destroy();
      const whole = readFileSync(path());
      const pageSize = whole.readUInt16BE(16);
      const pages = whole.length / pageSize;
      const problems = new Set<string>();
      for (const damaged of [[...Array(pages - 1).keys()], [0]]) {
        const content = Buffer.from(whole);
        for (const page of damaged)
          content.fill(0xff, (page === 0 ? 100 : 0) + page * pageSize, (page + 1) * pageSize);
        writeFileSync(path(), content);
        problems.add(await problemOf(database.url));
        expect(readFileSync(path())).toEqual(content);
      }
      for (const problem of problems)
        expect(problem).toMatch(/damaged.*Nothing was changed\. Restore it from a backup/);
    });

    it('stops with one line if the file or its folder is read-only', async () => {
      const opened = openDatabase(database.url, () => {});
      await migrate(opened);
      await opened.db.destroy();
      const folder = dirname(path());
      chmodSync(path(), 0o444);
      const expected = `Cannot write to the database ${path()}. Give this user write permission to the file and its folder.`;
      expect(await problemOfProcess(database.url, withPermissions)).toBe(expected);
      chmodSync(path(), 0o666);
      chmodSync(folder, 0o555);
      expect(await problemOfProcess(database.url, withPermissions)).toBe(expected);
      chmodSync(folder, 0o755);
    });
  });
});
