import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChangeCursor, ChangePage, ChangeSource } from '../../src/storage/changes/change-source.ts';
import { noteChanges, sweepChanges } from '../../src/storage/changes/note-changes.ts';
import { onOwnChanges } from '../../src/storage/changes/pending-changes.ts';
import {
  type Database,
  inTransaction,
  type OpenDatabase,
  openDatabase,
  type Transaction,
} from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/databases/database.ts';

describe('change feed', () => {
  let database: TestDatabase;
  let opened: OpenDatabase;
  let source: ChangeSource;
  let cursor: ChangeCursor | null;
  beforeEach(async () => {
    database = await createTestDatabase();
    opened = openDatabase(database.url, () => {});
    await migrate(opened);
    source = opened.changes();
    cursor = null;
    await read();
  });
  afterEach(async () => {
    await source.close();
    await opened.db.destroy();
    await database.drop();
  });

  /** Continues where the last read ended. */
  const read = async () => {
    const page = await source.read(cursor);
    cursor = page.cursor;
    return page;
  };
  const subjectsOf = ({ changes }: ChangePage) => changes.map(({ subject }) => subject).toSorted();
  const note = (...ids: string[]) => inTransaction(opened.db, (trx) => noteChanges(trx, null, ids));
  const subjects = async () => subjectsOf(await read());
  const storedSubjects = () => opened.db.selectFrom('changes').select('subject').execute();

  it('returns each change once, and no change from before the first read', async () => {
    await note('tok_1');
    await note('tok_2', 'tok_3');
    expect(await subjects()).toEqual(['tok_1', 'tok_2', 'tok_3']);
    expect(await subjects()).toEqual([]);
    await note('tok_1');
    expect(await subjects()).toEqual(['tok_1']);
    cursor = null;
    expect(await subjects()).toEqual([]);
  });

  it('omits a rolled-back change, and returns the changes after it', async () => {
    const failing = inTransaction(opened.db, async (trx) => {
      await noteChanges(trx, null, ['tok_rolled_back']);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await subjects()).toEqual([]);
    await note('tok_1');
    expect(await subjects()).toEqual(['tok_1']);
  });

  it('accepts thousands of changes at once', async () => {
    const ids = Array.from({ length: 12_000 }, (_, index) => `tok_${index}`);
    await note(...ids);
    expect(await subjects()).toEqual(ids.toSorted());
  });

  it('returns the changes of every process to each reader', async () => {
    const other = openDatabase(database.url, () => {});
    const second = other.changes();
    const { cursor: start } = await second.read(null);
    await inTransaction(other.db, (trx) => noteChanges(trx, null, ['usr_1']));
    await note('usr_2');
    expect(await subjects()).toEqual(['usr_1', 'usr_2']);
    expect(subjectsOf(await second.read(start))).toEqual(['usr_1', 'usr_2']);
    await second.close();
    await other.db.destroy();
  });

  it('notifies its own process when the transaction ends, and not before', async () => {
    const notified: string[] = [];
    const stop = onOwnChanges(opened.db, (ids) => notified.push(...ids));
    await inTransaction(opened.db, async (trx) => {
      await noteChanges(trx, null, ['tok_1']);
      await inTransaction(trx, (inner) => noteChanges(inner, null, ['tok_2']));
      expect(notified).toEqual([]);
    });
    expect(notified).toEqual(['tok_1', 'tok_2']);
    stop();
    await note('tok_3');
    expect(notified).toEqual(['tok_1', 'tok_2']);
  });

  it('rejects a change outside inTransaction, which would notify no one', async () => {
    const outside = opened.db.transaction().execute((trx) => noteChanges(trx, null, ['tok_1']));
    await expect(outside).rejects.toThrow('outside inTransaction');
  });

  it('reports a gap to a reader that missed swept changes', async () => {
    const paused = cursor;
    await note('tok_1', 'tok_2');
    await read();
    await note('tok_3');
    await read();
    const sweep = (below: number) => inTransaction(opened.db, (trx) => sweepChanges(trx, below, 200));
    const readAndSweep = async () => {
      await read();
      await sweep(cursor?.floor ?? 0);
      return storedSubjects();
    };
    // On PostgreSQL the floor also waits for transactions of the cluster's other databases.
    await expect.poll(readAndSweep, { timeout: 25_000 }).toEqual([{ subject: null }]);
    expect(await readAndSweep()).toEqual([{ subject: null }]);
    expect(await read()).toMatchObject({ changes: [], gap: false });
    expect(await source.read(paused)).toMatchObject({ gap: true });
    // A later sweep with a lower limit does not reset the mark of this sweep.
    await note('tok_4');
    await sweep(paused?.floor ?? 0);
    expect(await source.read(paused)).toMatchObject({ gap: true });
    expect(await read()).toMatchObject({ changes: [{ subject: 'tok_4' }], gap: false });
  });

  it('reports a gap if its positions are lower than the cursor', async () => {
    await note('tok_1');
    await read();
    const ahead = { floor: 10 ** 12, next: 10 ** 12, open: [], server: cursor?.server ?? '' };
    expect(await source.read(ahead)).toMatchObject({ gap: true });
  });

  describe.runIf(databaseKind === 'sqlite')('on SQLite', () => {
    it('returns no changes while a transaction of this process runs, and does not wait for it', async () => {
      let readInside: readonly string[] = [];
      await inTransaction(opened.db, async (trx) => {
        await noteChanges(trx, null, ['tok_1']);
        readInside = await subjects();
      });
      expect(readInside).toEqual([]);
      expect(await subjects()).toEqual(['tok_1']);
    });
  });

  describe.runIf(databaseKind === 'postgres')('on PostgreSQL, where positions do not follow commits', () => {
    /** Notes a change in a transaction that stays open. Returns a function that ends the transaction. */
    async function hold(db: Database, id: string) {
      const noted = Promise.withResolvers<void>();
      const end = Promise.withResolvers<'commit' | 'roll back'>();
      const done = inTransaction(db, async (trx) => {
        await noteChanges(trx, null, [id]);
        noted.resolve();
        if ((await end.promise) === 'roll back') throw new Error('rolled back');
      }).catch((error: unknown) => error);
      await noted.promise;
      const finish = async (how: 'commit' | 'roll back') => {
        end.resolve(how);
        await done;
      };
      return finish;
    }

    it('returns a change that commits after later ones were read', async () => {
      const finish = await hold(opened.db, 'tok_late');
      for (let n = 0; n < 5; n += 1) {
        await note(`tok_${n}`);
        expect(await subjects()).toEqual([`tok_${n}`]);
      }
      await finish('commit');
      expect(await subjects()).toEqual(['tok_late']);
      expect(await subjects()).toEqual([]);
    });

    it('returns each change once when they commit in any order', async () => {
      const ids = Array.from({ length: 8 }, (_, index) => `tok_${index}`);
      const open = [];
      for (const id of ids) open.push({ id, finish: await hold(opened.db, id) });
      const seen: string[] = [];
      const order = [7, 0, 3, 1, 2, 4, 6, 5];
      for (const index of order) {
        await open[index]?.finish(index === 3 ? 'roll back' : 'commit');
        seen.push(...(await subjects()));
        await note(`between_${index}`);
        seen.push(...(await subjects()));
      }
      const expected = order.flatMap((n) => (n === 3 ? [`between_3`] : [`tok_${n}`, `between_${n}`]));
      expect(seen).toEqual(expected);
    });

    it('returns each change once while another transaction stays open', async () => {
      const release = Promise.withResolvers<void>();
      const held = Promise.withResolvers<void>();
      const long = opened.db.transaction().execute(async (trx: Transaction) => {
        await sql`select pg_current_xact_id()`.execute(trx);
        held.resolve();
        await release.promise;
      });
      await held.promise;
      await note('tok_1');
      expect(await subjects()).toEqual(['tok_1']);
      await note('tok_2');
      expect(await subjects()).toEqual(['tok_2']);
      expect(await subjects()).toEqual([]);
      release.resolve();
      await long;
      expect(await subjects()).toEqual([]);
    });

    it('uses an index to find new changes', async () => {
      await note(...Array.from({ length: 5_000 }, (_, index) => `tok_${index}`));
      await sql`analyze changes`.execute(opened.db);
      const { rows } = await sql<{ 'QUERY PLAN': string }>`
        explain select subject from (values (1)) as one left join changes as c
          on c.position >= 900000000 or c.position = any(array[800000000, 800000001]::bigint[])
      `.execute(opened.db);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('changes_by_position');
      expect(plan).not.toContain('Seq Scan');
    });
  });
});
