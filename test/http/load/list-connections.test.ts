import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileForms, compileOnce } from '../../../src/storage/compile-once.ts';
import { inTransaction } from '../../../src/storage/database.ts';
import type { Answer } from '../../support/client.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { postMcp, rpc } from '../../support/mcp/requests.ts';
import { type Acme, createAcme } from '../../support/world.ts';

/** Each waits for a lock that the test holds. */
const lock = 8_151_623;
const waiting = sql<boolean>`pg_advisory_xact_lock_shared(${sql.lit(lock)}) is null`.as('waited');

describe.runIf(databaseKind === 'postgres')('lists that take long on PostgreSQL', () => {
  let acme: Acme;
  let organizations = 0;
  const longLists: readonly [string, (page: number) => Promise<Answer>][] = [
    ['', (page) => acme.send('GET', `/api/v1/tickets?page=${page}`, { token: acme.adminToken })],
    [
      ' through MCP',
      (page) =>
        postMcp(acme, rpc('tools/call', { name: 'list_tickets', arguments: { page } }), {
          token: acme.adminToken,
        }),
    ],
  ];

  beforeAll(async () => {
    acme = await createAcme();
    // Opens the connections, and loads what MCP needs.
    await acme.send('GET', '/api/v1/users', { token: acme.adminToken });
    for (const [, list] of longLists) expect((await list(1)).status).toBe(200);
  });
  afterAll(() => acme.close());

  /** Does something while lists wait. */
  const whileLocked = (work: () => Promise<void>) =>
    inTransaction(acme.db, async (trx) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(lock)})`.execute(trx);
      await work();
    });

  it.each(longLists)('do not delay sign-ins, changes and the lists of others%s', async (_how, list) => {
    organizations += 1;
    const at = `other-${organizations}`;
    await acme.createOrganization(at);
    const otherToken = await acme.createToken(await acme.createMember(at, 'olga@other.test', 'ADMIN'));
    const token = await acme.createToken(acme.admin);
    const lists = await inTransaction(acme.db, async (trx) => {
      // Every list of tickets waits for this lock.
      await sql`lock table tickets in access exclusive mode`.execute(trx);
      const waitingLists = Array.from({ length: 30 }, (_none, page) => list(page + 1));
      const others = await Promise.all([
        acme.signIn(acme.admin),
        acme.send('POST', '/api/v1/me/tokens', { token, body: { name: 'CI' } }),
        acme.send('GET', '/api/v1/users', { at, token: otherToken }),
      ]);
      expect(others.slice(1)).toMatchObject([{ status: 201 }, { status: 200 }]);
      return { waitingLists };
    });
    for (const { status } of await Promise.all(lists.waitingLists)) expect([200, 503]).toContain(status);
  });

  it('never run on the connection of look-ups', async () => {
    const slow = compileForms((db) => db.selectFrom('organizations').select(waiting).limit(1), true);
    const quick = compileOnce((db) => db.selectFrom('organizations').select('slug'));
    await quick(acme.db, {});
    const order: string[] = [];
    const note = (name: string) => () => void order.push(name);
    let list: Promise<void> | undefined;
    await whileLocked(async () => {
      list = slow(acme.db, {}, {}).then(note('list'), note('list'));
      await quick(acme.db, {});
      order.push('look-up');
    });
    await list;
    expect(order).toEqual(['look-up', 'list']);
  });
});
