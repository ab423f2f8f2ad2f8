import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenDatabase, openDatabase } from '../../src/storage/database.ts';
import { databaseKind } from '../support/databases/database.ts';
import { makeDatabaseFolder } from '../support/servers/temporary-folder.ts';

const mebibyte = 1_048_576;

describe.runIf(databaseKind === 'sqlite')('the files of a SQLite database', () => {
  let path: string;
  let opened: OpenDatabase;
  beforeEach(async () => {
    path = `${makeDatabaseFolder('spedy-files-')}/data/spedy.db`;
    opened = openDatabase(`sqlite:${path}`, () => {});
    await sql`create table filler (bytes blob)`.execute(opened.db);
  });
  afterEach(() => opened.db.destroy());
  const write = async (mebibytes: number) => {
    for (let count = 0; count < mebibytes; count += 1)
      await sql`insert into filler values (zeroblob(${mebibyte}))`.execute(opened.db);
  };
  const logSize = () => statSync(`${path}-wal`).size;

  it('shrink the write-ahead log after a long read', async () => {
    const reader = new DatabaseSync(path);
    reader.exec('begin; select count(*) from filler');
    await write(40);
    expect(logSize()).toBeGreaterThan(32 * mebibyte);
    reader.close();
    await write(1);
    await write(1);
    expect(logSize()).toBeLessThanOrEqual(32 * mebibyte);
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
