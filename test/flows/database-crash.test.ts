import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../src/access/policy.ts';
import { appendAudit, beginAudit } from '../../src/audit/append.ts';
import { eventsAfter } from '../../src/audit/queries.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import { ownOrigin } from '../../src/contract/change-origin.ts';
import { insertOrganization } from '../../src/organizations/queries.ts';
import { inTransaction, type OpenDatabase, openDatabase } from '../../src/storage/database.ts';
import { isUnavailable, OutcomeUnknown } from '../../src/storage/errors.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { databaseKind } from '../support/databases/database.ts';
import { DatabaseProxy } from '../support/databases/database-proxy.ts';
import { PostgresServer } from '../support/databases/postgres-server.ts';

const organizationId = 'org_1';

describe.runIf(databaseKind === 'postgres')('a crash of PostgreSQL', () => {
  let postgres: PostgresServer;
  const databases: OpenDatabase[] = [];
  beforeAll(async () => {
    postgres = await PostgresServer.create({ durable: true });
    databases.push(...[1, 2].map(() => openDatabase(postgres.url('postgres'), () => {})));
    const [first] = databases;
    if (!first) throw new Error('no database');
    await migrate(first);
    await inTransaction(first.db, async (trx) => {
      await insertOrganization(trx, {
        id: organizationId,
        slug: 'acme',
        name: 'Acme',
        plan: 'pro',
        policy: defaultPolicy,
        at: 1,
      });
      await beginAudit(trx, organizationId);
    });
  });
  afterAll(async () => {
    await Promise.all(databases.map(({ db }) => db.destroy()));
    await postgres.destroy();
  });

  it('loses no confirmed change of two processes, and leaves an intact chain', async () => {
    const confirmed: string[] = [];
    const unknown: string[] = [];
    for (const crashAfter of [40, 97, 150]) {
      let crash: Promise<void> | undefined;
      const before = confirmed.length;
      const write = async ({ db }: OpenDatabase, name: string) => {
        for (let index = 0; crash === undefined; index += 1) {
          const key = `${name} ${index}`;
          try {
            await append(db, key);
            confirmed.push(key);
          } catch (error) {
            if (!isUnavailable(error)) throw error;
            if (error instanceof OutcomeUnknown) unknown.push(key);
          }
          if (confirmed.length - before >= crashAfter) crash ??= postgres.crash();
        }
      };
      const writers = databases.flatMap((database, process) =>
        Array.from({ length: 8 }, (_none, writer) => write(database, `${crashAfter} ${process} ${writer}`)),
      );
      await Promise.all(writers);
      await crash;
      await postgres.start();
      await expect.poll(() => stored().catch(() => null)).not.toBeNull();
      const keys = new Set(await stored());
      expect(confirmed.filter((key) => !keys.has(key))).toEqual([]);
      expect([...keys].filter((key) => !confirmed.includes(key) && !unknown.includes(key))).toEqual([]);
    }
    const [first] = databases;
    if (!first) throw new Error('no database');
    const events = (await stored()).length;
    expect(await verifyAudit(first.db, organizationId)).toMatchObject({ intact: true, events });
  });

  it('withholds an error that may follow from a change that is not durable', async () => {
    const proxy = await DatabaseProxy.to(postgres.port);
    const { db } = openDatabase(proxy.through(postgres.url('postgres')), () => {});
    const reject = () =>
      inTransaction(db, async (trx) => {
        await eventsAfter(trx, organizationId, 0, 1);
        throw new Error('already gone');
      });
    await expect(reject()).rejects.toThrow('already gone');
    proxy.cutAfterAnswer('ROLLBACK\0');
    await expect(reject()).rejects.toBeInstanceOf(OutcomeUnknown);
    await expect(reject()).rejects.toThrow('already gone');
    await db.destroy();
    await proxy.close();
  });

  function append(db: OpenDatabase['db'], key: string): Promise<void> {
    return inTransaction(db, (trx) =>
      appendAudit(trx, organizationId, ownOrigin('operator', 1), {
        action: 'board.created',
        target: { kind: 'board', id: key },
        details: { key, name: key },
      }),
    );
  }

  async function stored(): Promise<string[]> {
    const [first] = databases;
    if (!first) throw new Error('no database');
    const events = await eventsAfter(first.db, organizationId, 0, 10_000);
    return events.map((event) => event.targetId);
  }
});
