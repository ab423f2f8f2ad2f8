import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertSetupLink } from '../../src/setup/queries.ts';
import { inTransaction, type OpenDatabase, openDatabase } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../support/databases/database.ts';

describe('nested transactions', () => {
  let database: TestDatabase;
  let opened: OpenDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    opened = openDatabase(database.url, () => {});
    await migrate(opened);
  });
  afterAll(async () => {
    await opened.db.destroy();
    await database.drop();
  });
  const links = () =>
    opened.db.selectFrom('setup_links').select('created_at').orderBy('created_at').execute();

  it('commit with the outer transaction, or not at all', async () => {
    const insert = (at: number, thenFail: boolean) =>
      inTransaction(opened.db, async (outer) => {
        await inTransaction(outer, (inner) => insertSetupLink(inner, Buffer.alloc(32, at), at));
        if (thenFail) throw new Error('changed my mind');
      });
    await expect(insert(1, true)).rejects.toThrow('changed my mind');
    await insert(2, false);
    expect(await links()).toEqual([{ created_at: 2 }]);
  });
});
