import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withDeadline } from '../../deadline.ts';
import { ownWork, runWork } from '../../load/work.ts';
import { hasLoop } from './has-loop.ts';
import { ReaderThread } from './reader-thread.ts';
import { ReaderThreads } from './reader-threads.ts';

const minute = 60_000;
/** Counts long enough to be late, and ends by itself: SQLite in Node cannot interrupt it. */
const count = (to: number) =>
  `with recursive c(n) as (select 1 union all select n + 1 from c where n < ${to}) select count(*) as counted from c`;
const long = count(2_000_000);

let folder: string;
let file: string;
let writer: DatabaseSync;
let threads: ReaderThreads;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spedy-readers-'));
  file = join(folder, 'test.db');
  writer = new DatabaseSync(file);
  writer.exec('pragma journal_mode = wal; create table notes (id integer primary key, note text)');
  threads = new ReaderThreads();
});
afterEach(async () => {
  await threads.close(file);
  writer.close();
  rmSync(folder, { recursive: true });
});

const run = (text: string, ...parameters: unknown[]) =>
  withDeadline(minute, () => threads.run(file, CompiledQuery.raw(text, parameters)));
const runLate = (text: string) => withDeadline(20, () => threads.run(file, CompiledQuery.raw(text)));
const late = { name: 'DatabaseUnavailable', message: 'the database did not respond in time' };

describe('reader threads', () => {
  it('return the rows that the main thread would', async () => {
    const query = "select 1 as a, 2.5 as b, null as c, 'x' as d, x'00ff' as e, ? as f, 3 as a";
    const { rows } = await run(query, 'given');
    expect(rows).toEqual([{ a: 3, b: 2.5, c: null, d: 'x', e: new Uint8Array([0, 255]), f: 'given' }]);
  });

  it('see what was committed before', async () => {
    for (const id of [1, 2, 3]) {
      writer.exec(`insert into notes values (${id}, 'note')`);
      expect((await run('select max(id) as id from notes')).rows).toEqual([{ id }]);
    }
  });

  it('only read', async () => {
    await expect(run("insert into notes values (1, 'no') returning id")).rejects.toThrow(/readonly/);
  });

  it("pass on SQLite's errors with their codes", async () => {
    await expect(run('select * from nothing')).rejects.toMatchObject({
      code: 'ERR_SQLITE_ERROR',
      errcode: 1,
    });
  });

  it('are replaced while they are late, a few at a time', async () => {
    await runWork({ ...ownWork, tenant: 'acme' }, async () => {
      for (const _ of [1, 2]) {
        await expect(runLate(long)).rejects.toMatchObject(late);
        expect(threads.isLate).toBe(true);
        await run('select 1');
      }
      // Beyond that, queries wait until a late one has ended.
      await expect(runLate(long)).rejects.toMatchObject(late);
      await expect(runLate(long)).rejects.toMatchObject({ reason: 'deadline' });
      await run('select 1');
    });
    await expect.poll(() => threads.isLate, { timeout: minute }).toBe(false);
    expect((await run('select 2 as two')).rows).toEqual([{ two: 2 }]);
  });

  it('fail what they are asked when they end', async () => {
    let ends = 0;
    const thread = new ReaderThread(() => (ends += 1));
    const asked = thread.ask({ file, sql: long, parameters: [] });
    const failed = expect(asked).rejects.toMatchObject({ name: 'DatabaseUnavailable' });
    await thread.end();
    await failed;
    await expect(thread.ask({ close: file })).rejects.toMatchObject({ name: 'DatabaseUnavailable' });
    expect([ends, thread.hasEnded]).toEqual([1, true]);
  });

  it('run one query of an organization at a time, and refuse what is too much', async () => {
    const order: string[] = [];
    const ask = (tenant: string, text: string, lane = '') =>
      runWork({ ...ownWork, tenant, lane }, () => run(text)).then(
        () => order.push(tenant),
        ({ reason }) => order.push(reason),
      );
    const slow = Array.from({ length: 202 }, (_, index) =>
      // Each lane has room for half of them.
      ask('flood', index === 0 ? long : 'select 1', String(index % 2)),
    );
    await Promise.race(slow);
    expect(order).toEqual(['tenant_queue']);
    await ask('other', 'select 1');
    expect(order).toEqual(['tenant_queue', 'other']);
    await Promise.all(slow);
    expect(order.filter((name) => name === 'flood')).toHaveLength(201);
  });
});

describe('hasLoop', () => {
  const schema = `
    create table teams (org text not null, id text not null, name text, primary key (org, id));
    create table people (org text not null, id text not null, team text, age integer, primary key (org, id));
    create index by_age on people (org, age, id)`;

  it.each<[boolean, string]>([
    [false, 'select 1'],
    [false, 'select * from people where org = ? and id = ?'],
    [
      false,
      'select * from people p join teams t on t.org = p.org and t.id = p.team where p.org = ? and p.id = ?',
    ],
    [
      false,
      'select * from people p left join teams t on t.org = ? and t.id = p.team where p.org = ? and p.id = ?',
    ],
    [false, 'select * from people where rowid = ?'],
    [true, 'select * from people where org = ? and team = ?'],
    [true, 'select * from people where org = ? order by age, id limit 20'],
    [true, 'select * from people where org = ? and id in (?, ?)'],
    [true, 'select count(*) from people'],
    [true, 'select max(team) from people'],
    [true, 'select exists(select 1 from people where team = ?)'],
    [true, 'select * from people order by team'],
    [true, "select * from pragma_table_info('people')"],
    [true, 'select * from json_each(?)'],
    [true, 'select id from people union select id from teams'],
    [true, count(10)],
  ])('is %s for %s', (expected, text) => {
    const database = new DatabaseSync(':memory:');
    database.exec(schema);
    expect(hasLoop(database, text)).toBe(expected);
    database.close();
  });
});
