import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertSetupLink } from '../../src/setup/queries.ts';
import { inTransaction, type Transaction } from '../../src/storage/database.ts';
import { createWorld, type World } from '../support/world.ts';

describe('inTransaction', () => {
  let world: World;
  let ids: string[];
  beforeAll(async () => {
    world = await createWorld();
    ids = [await world.createOrganization('one'), await world.createOrganization('two')];
  });
  afterAll(() => world.close());

  const rename = (db: World['db'], index: number, name: string) =>
    db
      .updateTable('organizations')
      .set({ name })
      .where('id', '=', ids[index] ?? '')
      .execute();
  const names = async () => {
    const rows = await world.db.selectFrom('organizations').select('name').orderBy('slug').execute();
    return rows.map((row) => row.name);
  };

  it('rolls back completely, and rethrows the error', async () => {
    const before = await names();
    const failure = new Error('stop');
    const work = inTransaction(world.db, async (trx) => {
      await rename(trx, 0, 'changed');
      await rename(trx, 1, 'changed');
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(await names()).toEqual(before);
  });

  it('rolls back after a rejected statement, and does not retry', async () => {
    const before = await names();
    let runs = 0;
    const work = inTransaction(world.db, async (trx) => {
      runs += 1;
      await rename(trx, 0, 'changed');
      await trx
        .updateTable('organizations')
        .set({ slug: 'two' })
        .where('id', '=', ids[0] ?? '')
        .execute();
    });
    await expect(work).rejects.toThrow(/unique/i);
    expect([runs, await names()]).toEqual([1, before]);
  });

  it('commits a nested transaction with the outer one, or not at all', async () => {
    const insert = (at: number, thenFail: boolean) =>
      inTransaction(world.db, async (outer) => {
        await inTransaction(outer, (inner) => insertSetupLink(inner, Buffer.alloc(32, at), at));
        if (thenFail) throw new Error('changed my mind');
      });
    await expect(insert(1, true)).rejects.toThrow('changed my mind');
    await insert(2, false);
    const links = await world.db
      .selectFrom('setup_links')
      .select('created_at')
      .orderBy('created_at')
      .execute();
    expect(links).toEqual([{ created_at: 2 }]);
  });

  it('runs no statement after its end', async () => {
    const ended: Transaction[] = [];
    const fails = inTransaction(world.db, async (trx) => {
      ended.push(trx);
      throw new Error('stop');
    });
    await expect(fails).rejects.toThrow('stop');
    await inTransaction(world.db, async (trx) => void ended.push(trx));
    const before = await names();
    for (const trx of ended) await expect(rename(trx, 0, 'changed')).rejects.toThrow(/transaction/i);
    expect(await names()).toEqual(before);
  });

  it('retries the loser of a deadlock, so that both changes happen', async () => {
    let waiting = 0;
    let release = () => {};
    const bothStarted = new Promise<void>((resolve) => {
      release = resolve;
    });
    let runs = 0;
    const change = (first: number, second: number, name: string) =>
      inTransaction(world.db, async (trx) => {
        runs += 1;
        await rename(trx, first, `${name} ${first}`);
        waiting += 1;
        if (waiting === 2) release();
        // SQLite allows one writing transaction at a time, so no deadlock is possible.
        if (!isSqlite(world)) await bothStarted;
        await rename(trx, second, `${name} ${second}`);
      });
    await Promise.all([change(0, 1, 'left'), change(1, 0, 'right')]);
    expect(['left 0,left 1', 'right 0,right 1']).toContain((await names()).join());
    // The loser may lose again if it locks its first row before the winner continues.
    if (isSqlite(world)) expect(runs).toBe(2);
    else expect(runs).toBeGreaterThanOrEqual(3);
  });

  it('applies each of many concurrent changes to one row once', async () => {
    const count = async () =>
      (
        await world.db
          .selectFrom('audit_heads')
          .select('sequence')
          .where('organization_id', '=', ids[0] ?? '')
          .executeTakeFirstOrThrow()
      ).sequence;
    const before = await count();
    const increment = () =>
      inTransaction(world.db, (trx) =>
        trx
          .updateTable('audit_heads')
          .set((eb) => ({ sequence: eb('sequence', '+', 1) }))
          .where('organization_id', '=', ids[0] ?? '')
          .execute(),
      );
    await Promise.all(Array.from({ length: 40 }, increment));
    expect(await count()).toBe(before + 40);
  });
});

function isSqlite({ databaseUrl }: World): boolean {
  return databaseUrl.startsWith('sqlite:');
}
