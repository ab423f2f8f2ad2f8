import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileOnce, type Placeholders } from '../../src/storage/compile-once.ts';
import { inTransaction, openDatabase } from '../../src/storage/database.ts';
import { databaseKind } from '../support/databases/database.ts';
import { linkDirectly } from '../support/databases/database-link.ts';
import { createWorld, type World } from '../support/world.ts';

type Named = { readonly id: string; readonly slug: string };

const slugOf = compileOnce((db, { id }: Placeholders<Pick<Named, 'id'>>) =>
  db.selectFrom('organizations').select('slug').where('id', '=', id),
);
const setSlug = compileOnce(
  (db, { id, slug }: Placeholders<Named>) =>
    db.updateTable('organizations').set({ slug }).where('id', '=', id),
  { unread: true },
);

describe('queries compiled once', () => {
  let world: World;
  let id: string;
  beforeAll(async () => {
    world = await createWorld();
    id = await world.createOrganization('one');
    await world.createOrganization('two');
  });
  afterAll(() => world.close());

  it('return the right rows to each of many concurrent callers', async () => {
    const slugs = Array.from({ length: 30 }, (_, index) => `many-${index}`);
    const ids = await Promise.all(slugs.map((slug) => world.createOrganization(slug)));
    const found = await Promise.all(ids.map((one) => slugOf(world.db, { id: one })));
    expect(found).toEqual(slugs.map((slug) => [{ slug }]));
  });

  it('are visible to later statements of their transaction, although their result is not awaited', async () => {
    await inTransaction(world.db, async (trx) => {
      await setSlug(trx, { id, slug: 'renamed' });
      expect(await slugOf(trx, { id })).toEqual([{ slug: 'renamed' }]);
      await setSlug(trx, { id, slug: 'one' });
    });
    expect(await slugOf(world.db, { id })).toEqual([{ slug: 'one' }]);
  });

  it.runIf(databaseKind === 'postgres')('read no whole table outside a transaction', async () => {
    const setting = compileOnce((db, { id: name }: Placeholders<Pick<Named, 'id'>>) =>
      db.selectNoFrom(sql<string>`current_setting(${name})`.as('value')),
    );
    expect(await setting(world.db, { id: 'enable_seqscan' })).toEqual([{ value: 'off' }]);
    expect(await inTransaction(world.db, (trx) => setting(trx, { id: 'enable_seqscan' }))).toEqual([
      { value: 'on' },
    ]);
  });

  it('of all columns name them as they are, also after another process has changed the table', async () => {
    const read = async () => (await sql`select * from changing`.execute(world.db)).rows;
    await sql`create table changing (one text, two text, three text)`.execute(world.db);
    await sql`insert into changing values ('1', '2', '3')`.execute(world.db);
    expect(await read()).toEqual([{ one: '1', two: '2', three: '3' }]);
    const other = openDatabase(world.databaseUrl, () => {});
    await sql`alter table changing drop column one`.execute(other.db);
    await sql`alter table changing add column four text default '4'`.execute(other.db);
    await other.db.destroy();
    expect(await read()).toEqual([{ two: '2', three: '3', four: '4' }]);
  });

  it('fail their transaction with their own error as its last statement', async () => {
    const work = inTransaction(world.db, async (trx) => {
      await setSlug(trx, { id, slug: 'between' });
      await setSlug(trx, { id, slug: 'two' });
    });
    await expect(work).rejects.toThrow(/unique/i);
    expect(await slugOf(world.db, { id })).toEqual([{ slug: 'one' }]);
  });

  it('fail the next statement with their own error', async () => {
    const work = inTransaction(world.db, async (trx) => {
      await setSlug(trx, { id, slug: 'two' });
      await slugOf(trx, { id });
    });
    await expect(work).rejects.toThrow(/unique/i);
    expect(await slugOf(world.db, { id })).toEqual([{ slug: 'one' }]);
  });

  describe.runIf(databaseKind === 'postgres')('on PostgreSQL', () => {
    it('are prepared once for each connection', async () => {
      const { rows } = await inTransaction(world.db, async (trx) => {
        for (let times = 0; times < 3; times += 1) await slugOf(trx, { id });
        return sql<{ uses: number }>`
          select (generic_plans + custom_plans)::int as uses from pg_prepared_statements
          where statement like 'select "slug" from "organizations" where%'`.execute(trx);
      });
      expect(rows).toHaveLength(1);
      expect(rows[0]?.uses).toBeGreaterThanOrEqual(3);
    });

    it('use a new connection when theirs is closed', async () => {
      const { rows } = await sql<{ pid: number }>`
        select pid from pg_stat_activity
        where datname = current_database() and query like '%"slug"%' and state = 'idle'`.execute(world.db);
      expect(rows.length).toBeGreaterThan(0);
      for (const { pid } of rows) await sql`select pg_terminate_backend(${pid}::int)`.execute(world.db);
      await expect.poll(() => slugOf(world.db, { id }).catch(String)).toEqual([{ slug: 'one' }]);
    });

    it('use another connection when the one that is opened for them falls silent', async () => {
      const link = await linkDirectly(world.databaseUrl);
      link.proxy.silenceEach(Buffer.from('enable_seqscan'));
      const other = openDatabase(link.databaseUrl, () => {});
      await expect(slugOf(other.db, { id })).rejects.toThrow(/in time|timed out/);
      expect(link.proxy.silenced).toBe(1);
      link.restore();
      await expect
        .poll(() => slugOf(other.db, { id }).catch(String), { timeout: 5_000 })
        .toEqual([{ slug: 'one' }]);
      await other.db.destroy();
      await link.close();
    });

    it('throw at the commit of a transaction that a caught error has rolled back', async () => {
      const work = inTransaction(world.db, async (trx) => {
        await setSlug(trx, { id, slug: 'lost' });
        await sql`select 1 / 0`.execute(trx).catch(() => {});
      });
      await expect(work).rejects.toThrow('PostgreSQL answered COMMIT with ROLLBACK');
      expect(await slugOf(world.db, { id })).toEqual([{ slug: 'one' }]);
    });
  });
});
