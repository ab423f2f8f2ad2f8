import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OpenDatabase, openDatabase } from '../../src/storage/database.ts';
import { withDeadline } from '../../src/storage/deadline.ts';
import { isCopying } from '../../src/storage/dialects/sqlite-log/log-copier.ts';
import { ownWork, runWork } from '../../src/storage/load/work.ts';
import { databaseKind } from '../support/databases/database.ts';
import { makeDatabaseFolder } from '../support/servers/temporary-folder.ts';

const mebibyte = 1_048_576;
const patience = { timeout: 60_000 };

describe.runIf(databaseKind === 'sqlite')('the files of a SQLite database', () => {
  let path: string;
  let opened: OpenDatabase;
  beforeEach(async () => {
    path = `${makeDatabaseFolder('spedy-files-')}/data/spedy.db`;
    opened = openDatabase(`sqlite:${path}`, () => {});
    await sql`create table filler (bytes blob)`.execute(opened.db);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await opened.db.destroy();
  });
  const write = async (mebibytes: number) => {
    for (let count = 0; count < mebibytes; count += 1)
      await sql`insert into filler values (zeroblob(${mebibyte}))`.execute(opened.db);
  };
  const logSize = () => statSync(`${path}-wal`).size;

  /** Begins a read that needs the database as it is now. */
  const readLong = () => {
    const reader = new DatabaseSync(path);
    reader.exec('begin');
    reader.prepare('select count(*) from filler').get();
    return reader;
  };
  const databaseSize = () => statSync(path).size;

  it('shrink the write-ahead log after a long read', async () => {
    const reader = readLong();
    await write(40);
    expect(logSize()).toBeGreaterThan(32 * mebibyte);
    reader.close();
    await expect.poll(() => write(1).then(logSize), patience).toBeLessThanOrEqual(32 * mebibyte);
  });

  it('get what was committed during a long read from another thread, not from the next commit', async () => {
    const reader = readLong();
    await write(40);
    await expect.poll(isCopying, patience).toBe(false);
    reader.close();
    const sizes: number[] = [];
    const exec = DatabaseSync.prototype.exec;
    vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, text) {
      const before = databaseSize();
      exec.call(this, text);
      // Before anything else can run on this thread.
      if (text === 'commit' && !isCopying()) sizes.push(databaseSize() - before);
    });
    await expect.poll(() => write(1).then(databaseSize), patience).toBeGreaterThan(40 * mebibyte);
    expect(sizes.length).toBeGreaterThan(0);
    expect(new Set(sizes)).toEqual(new Set([0]));
  });

  it('keep a bounded log while much is written', async () => {
    let longest = 0;
    for (let count = 0; count < 150; count += 1) {
      await write(1);
      longest = Math.max(longest, logSize());
    }
    expect(longest).toBeLessThan(80 * mebibyte);
  });

  it('begin the log again although long reads overlap', async () => {
    let isReading = true;
    let reads = 0;
    const read = async (tenant: string) => {
      while (isReading) {
        const long = sql`with recursive c(n) as (select 1 union all select n + 1 from c where n < 400000)
          select count(*) as total, (select count(*) from filler) as rows from c`;
        await runWork({ ...ownWork, tenant }, () => withDeadline(60_000, () => long.execute(opened.db)));
        reads += 1;
      }
    };
    const reading = Promise.all(['one', 'other'].map(read));
    let longest = 0;
    for (let count = 0; count < 1_000 && logSize() >= longest; count += 1) {
      longest = logSize();
      await write(1);
    }
    isReading = false;
    await reading;
    expect(reads).toBeGreaterThan(2);
    expect(longest).toBeLessThan(900 * mebibyte);
  });

  it('stay intact while two servers write and copy', async () => {
    const other = openDatabase(`sqlite:${path}`, () => {});
    const writeOther = async () => {
      for (let count = 0; count < 40; count += 1)
        await sql`insert into filler values (zeroblob(${mebibyte}))`.execute(other.db);
    };
    await Promise.all([write(40), writeOther()]);
    await other.db.destroy();
    const check = await sql<{ total: number }>`select count(*) as total from filler`.execute(opened.db);
    expect(check.rows).toEqual([{ total: 80 }]);
    const integrity = await sql`pragma integrity_check`.execute(opened.db);
    expect(integrity.rows).toEqual([{ integrity_check: 'ok' }]);
  });

  it('are copied completely by the command of docs/operations.md, which allows its owner only', async () => {
    await write(3);
    const [command = ''] =
      /umask 077 && node_modules[^`]*/.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
    expect(command).toContain('vacuum into');
    const folder = dirname(dirname(path));
    execFileSync('sh', ['-c', command.replace('node_modules/.bin/node', process.execPath)], { cwd: folder });
    const copy = new DatabaseSync(`${folder}/backup.db`);
    expect(copy.prepare('select count(*) as total from filler').get()?.total).toBe(3);
    copy.close();
    expect(statSync(`${folder}/backup.db`).mode & 0o777).toBe(0o600);
  });
});
