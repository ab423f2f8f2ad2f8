import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type Generated, Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeDatabaseFolder } from '../../../test/support/servers/temporary-folder.ts';
import { GroupCommit } from './group-commit.ts';
import { openSqlite } from './sqlite.ts';

type Tables = { notes: { id: Generated<number>; text: string } };

describe('GroupCommit', () => {
  let folder: string;
  let db: Kysely<Tables>;
  /** Sees committed data only, like another process. */
  let other: DatabaseSync;
  beforeEach(async () => {
    folder = makeDatabaseFolder('group-commit-');
    const path = `${folder}/notes.db`;
    db = new Kysely<Tables>(openSqlite(path));
    await sql`create table notes (id integer primary key, text text not null unique)`.execute(db);
    other = new DatabaseSync(path, { timeout: 0 });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await db.destroy();
    other.close();
    rmSync(folder, { recursive: true });
  });

  const write = (text: string, after: () => unknown = () => {}) =>
    db.transaction().execute(async (trx) => {
      await trx.insertInto('notes').values({ text }).execute();
      await after();
      return text;
    });
  const fail = () => {
    throw new Error('changed my mind');
  };
  const committed = () =>
    other
      .prepare('select text from notes order by id')
      .all()
      .map(({ text }) => text);
  const texts = (results: PromiseSettledResult<string>[]) =>
    results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)));

  it('commits concurrent transactions together, in order', async () => {
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
    const names = Array.from({ length: 50 }, (_, index) => `note ${index}`);
    await Promise.all(names.map((name) => write(name)));
    expect(committed()).toEqual(names);
    // One, unless they take longer than a batch may.
    const commits = exec.mock.calls.filter(([text]) => text === 'commit');
    expect(commits.length).toBeLessThan(names.length / 2);
  });

  it('lets the event loop turn between two groups', async () => {
    let turns = 0;
    let isTurning = true;
    const turn = () => {
      turns += 1;
      if (isTurning) setImmediate(turn);
    };
    setImmediate(turn);
    const turnsOfCommits: number[] = [];
    const exec = DatabaseSync.prototype.exec;
    vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, text) {
      exec.call(this, text);
      if (text === 'commit') turnsOfCommits.push(turns);
    });
    // More than two groups have.
    await Promise.all(Array.from({ length: 450 }, (_, index) => write(`note ${index}`)));
    isTurning = false;
    expect(turnsOfCommits.length).toBeGreaterThan(2);
    expect(new Set(turnsOfCommits).size).toBe(turnsOfCommits.length);
  });

  it('resolves transactions only when others can read the result', async () => {
    const seen = ['a', 'b', 'c'].map((name) => write(name).then(committed));
    for (const one of await Promise.all(seen)) expect(one).toEqual(['a', 'b', 'c']);
  });

  it('commits long transactions one by one, without savepoints', async () => {
    const long = new Kysely<Tables>(openSqlite(`${folder}/notes.db`, { isLong: true }));
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
    const writeLong = (text: string, finish = () => {}) =>
      long.transaction().execute(async (trx) => {
        await trx.insertInto('notes').values({ text }).execute();
        finish();
        return text;
      });
    const results = await Promise.allSettled([writeLong('a'), writeLong('b', fail), writeLong('c')]);
    expect(texts(results)).toEqual(['a', 'Error: changed my mind', 'c']);
    expect(committed()).toEqual(['a', 'c']);
    expect(exec.mock.calls.filter(([text]) => text.includes('savepoint'))).toEqual([]);
    await long.destroy();
  });

  it('rolls back only the failed transaction', async () => {
    const results = await Promise.allSettled([write('a'), write('b', fail), write('a'), write('c')]);
    expect(texts(results)).toEqual(['a', 'Error: changed my mind', expect.stringContaining('UNIQUE'), 'c']);
    expect(committed()).toEqual(['a', 'c']);
  });

  it('fails all transactions of a failed commit, but not the next one', async () => {
    const exec = DatabaseSync.prototype.exec;
    const spy = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (
      this: DatabaseSync,
      text,
    ) {
      if (text === 'commit') throw new Error('disk I/O error');
      return exec.call(this, text);
    });
    const results = await Promise.allSettled([write('a'), write('b')]);
    expect(texts(results)).toEqual(['Error: disk I/O error', 'Error: disk I/O error']);
    spy.mockRestore();
    expect(await write('c')).toBe('c');
    expect(committed()).toEqual(['c']);
  });

  it('fails all transactions after an automatic rollback, and runs nothing outside a transaction', async () => {
    const first = write('a');
    const lost = db.transaction().execute(async (trx) => {
      // SQLite does this when the disk is full: it rolls back the whole transaction and fails the statement.
      await sql`insert or rollback into notes values (null, 'a')`.execute(trx).catch(() => {});
      await trx.insertInto('notes').values({ text: 'b' }).execute();
    });
    const results = await Promise.allSettled([first, lost.then(() => 'lost'), write('c')]);
    expect(texts(results)).toEqual([
      expect.stringContaining('UNIQUE'),
      expect.stringContaining('UNIQUE'),
      'c',
    ]);
    expect(committed()).toEqual(['c']);
  });

  it('lets other transactions wait for a long one, but not readers', async () => {
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const long = write('long', () => mayEnd);
    const next = write('next');
    expect(await db.selectFrom('notes').select('text').execute()).toEqual([]);
    end();
    expect(await Promise.all([long, next])).toEqual(['long', 'next']);
    expect(committed()).toEqual(['long', 'next']);
  });

  it('waits for the write lock of another process without blocking this one', async () => {
    other.exec('begin immediate');
    const waiting = write('mine');
    await db.selectFrom('notes').select('text').execute();
    other.exec("insert into notes values (null, 'theirs'); commit");
    expect(await waiting).toBe('mine');
    expect(committed()).toEqual(['theirs', 'mine']);
  });

  it('rolls back unfinished transactions when the database is closed, and commits the others', async () => {
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const done = write('done');
    const unfinished = write('unfinished', () => {
      reach();
      return mayEnd;
    });
    await reached;
    await db.destroy();
    end();
    expect(texts(await Promise.allSettled([done, unfinished]))).toEqual([
      'done',
      'DatabaseUnavailable: the database was closed',
    ]);
    expect(committed()).toEqual(['done']);
  });

  it('keeps committed transactions when the next one has not begun before the database is closed', async () => {
    const database = new DatabaseSync(`${folder}/notes.db`);
    const commits = new GroupCommit(database);
    const first = await commits.begin(performance.now() + 10_000);
    commits.run(first, () => database.exec("insert into notes values (null, 'first')"));
    const second = commits.begin(performance.now() + 10_000);
    commits.release(first);
    commits.close();
    database.close();
    await first.ended;
    await expect(second).rejects.toThrow('not open');
    expect(committed()).toEqual(['first']);
  });

  it('treats a single statement as a transaction', async () => {
    const insert = (text: string) => db.insertInto('notes').values({ text }).execute();
    await Promise.all([insert('a'), insert('b')]);
    expect(committed()).toEqual(['a', 'b']);
    await expect(insert('a')).rejects.toThrow('UNIQUE');
    expect(await write('c')).toBe('c');
  });
});
