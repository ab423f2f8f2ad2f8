import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { migrationSteps } from '../../src/storage/migrations/list.ts';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/databases/database.ts';
import { migrateTo } from '../support/databases/older-database.ts';

describe('migrations', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
  });
  afterEach(() => database.drop());
  const open = () => openDatabase(database.url, () => {});

  it('run once, in order', async () => {
    const opened = open();
    expect(await migrate(opened)).toEqual(Object.keys(migrationSteps));
    expect(await migrate(opened)).toEqual([]);
    expect(Object.keys(migrationSteps)).toEqual(Object.keys(migrationSteps).toSorted());
    await opened.db.destroy();
  });

  it('of an older database run and report only the missing steps', async () => {
    const older = open();
    const names = Object.keys(migrationSteps);
    const before = names.slice(0, -2);
    await migrateTo(older, before);
    await older.db.destroy();
    const opened = open();
    const reported: string[] = [];
    expect(await migrate(opened, { begins: (step) => reported.push(step), blocked: () => {} })).toEqual(
      names.slice(-2),
    );
    expect(reported).toEqual(names.slice(-2));
    expect(await opened.db.selectFrom('organizations').selectAll().execute()).toEqual([]);
    expect(await migrate(opened)).toEqual([]);
    await opened.db.destroy();
  });

  // SQLite needs separate processes for this: see test/flows/first-start.test.ts.
  it.runIf(databaseKind === 'postgres')('run in one of several concurrent processes', async () => {
    const openings = [open(), open(), open(), open()];
    const ran = await Promise.all(openings.map((opened) => migrate(opened)));
    expect(ran.flat().sort()).toEqual(Object.keys(migrationSteps));
    expect(ran.filter((steps) => steps.length > 0)).toHaveLength(1);
    await Promise.all(openings.map(({ db }) => db.destroy()));
  });

  it.runIf(databaseKind === 'postgres')(
    'hold a transaction lock, because a session lock would stay in a session of a pooler',
    async () => {
      const { db } = open();
      const held = sql<{ count: number }>`
        select count(*)::int as count from pg_locks
        where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
      const during = await db.transaction().execute(async (trx) => {
        await trx.getExecutor().adapter.acquireMigrationLock(trx, { lockTable: '', lockRowId: '' });
        return held.execute(trx);
      });
      expect([during.rows, (await held.execute(db)).rows]).toEqual([[{ count: 1 }], [{ count: 0 }]]);
      await db.destroy();
    },
  );
});
