import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeCursor } from '../../src/storage/changes/change-source.ts';
import { noteChanges } from '../../src/storage/changes/note-changes.ts';
import { inTransaction, type OpenDatabase, openDatabase } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { databaseKind } from '../support/databases/database.ts';
import { PostgresServer } from '../support/databases/postgres-server.ts';
import { query } from '../support/databases/sql.ts';

/**
 * A server that comes back can use transaction numbers again that it gave out before, and pass the reader's position before the
 * next read: positions alone do not show it.
 */
describe.runIf(databaseKind === 'postgres')('the change feed after its server came back', () => {
  let postgres: PostgresServer;
  let opened: OpenDatabase;
  beforeAll(async () => {
    postgres = await PostgresServer.create();
    await postgres.createDatabase('app');
    opened = openDatabase(postgres.url('app'), () => {});
    await migrate(opened);
  });
  afterAll(async () => {
    await opened.db.destroy();
    await postgres.destroy();
  });

  const note = () => inTransaction(opened.db, (trx) => noteChanges(trx, null, ['tok_1']));

  /** Notes changes until the positions are above those of the cursor. */
  async function passPosition({ next }: ChangeCursor): Promise<void> {
    const position = async () => {
      await note().catch(() => {});
      const rows = await query<{ next: string }>(
        postgres.url('app'),
        'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
      ).catch(() => []);
      return Number(rows[0]?.next ?? 0);
    };
    await expect.poll(position, { timeout: 20_000 }).toBeGreaterThan(next);
  }

  it.each<[string, () => Promise<void>]>([
    ['restarted', () => postgres.stop().then(() => postgres.start())],
    ['recovered from a crash of one of its processes', () => crash(postgres)],
  ])('reports a gap when the server %s', async (_what, comeBack) => {
    const source = opened.changes();
    try {
      const { cursor } = await source.read(null);
      await note();
      expect(await source.read(cursor)).toMatchObject({ changes: [{ subject: 'tok_1' }], gap: false });
      await comeBack();
      await passPosition(cursor);
      const read = () =>
        Promise.resolve(source.read(cursor)).then(
          ({ gap }) => gap,
          () => 'unavailable',
        );
      await expect.poll(read, { timeout: 20_000 }).toBe(true);
    } finally {
      await source.close();
    }
  });
});

/** Kills one session's process, so that the server ends all of them and recovers. */
async function crash(postgres: PostgresServer): Promise<void> {
  const session = new Client({ connectionString: postgres.url('postgres') });
  const ended = Promise.withResolvers<void>();
  session.on('error', () => {}).on('end', () => ended.resolve());
  await session.connect();
  session.query('select pg_sleep(60)').catch(() => {});
  const find = () =>
    query<{ pid: number }>(
      postgres.url('postgres'),
      `select pid from pg_stat_activity where wait_event = 'PgSleep'`,
    );
  await expect.poll(find).toHaveLength(1);
  const [sleeping] = await find();
  if (!sleeping) throw new Error('no session sleeps');
  process.kill(sleeping.pid, 'SIGKILL');
  await ended.promise;
}
