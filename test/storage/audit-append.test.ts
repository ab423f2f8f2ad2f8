import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../src/audit/append.ts';
import { appendEvent } from '../../src/audit/append-queries.ts';
import { chainHash, chainStart, type UnchainedEvent } from '../../src/audit/chain.ts';
import { eventsAfter, findHead, findVersion } from '../../src/audit/queries.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import { ownOrigin } from '../../src/contract/change-origin.ts';
import { inTransaction, openDatabase, type Transaction } from '../../src/storage/database.ts';
import { withDeadline } from '../../src/storage/deadline.ts';
import { databaseKind } from '../support/databases/database.ts';
import { createWorld, type World } from '../support/world.ts';

/** PostgreSQL's text cannot contain a zero; in details, JSON escapes it. */
const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', '"'));
const details = fc.json({ stringUnit: 'binary' });
const optional = fc.option(text);
const anyEvent = fc.record({
  id: text,
  at: fc.maxSafeInteger(),
  actorKind: text,
  actorId: optional,
  credentialKind: optional,
  credentialId: optional,
  action: text,
  targetKind: text,
  targetId: text,
  details,
  address: optional,
  requestId: optional,
});

describe('appending to the audit chain', () => {
  let world: World;
  let organizations = 0;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  const newOrganization = () => {
    organizations += 1;
    return world.createOrganization(`acme-${organizations}`);
  };
  const append = (trx: Transaction, organizationId: string, key: string) =>
    appendAudit(trx, organizationId, ownOrigin('operator', 1), {
      action: 'board.created',
      target: { kind: 'board', id: key },
      details: { key, name: key },
    });
  const chainOf = (organizationId: string) => eventsAfter(world.db, organizationId, 0, 10_000);

  it('stores every event as it is, with the hash that chainHash computes', async () => {
    const organizationId = await newOrganization();
    const written: UnchainedEvent[] = [];
    await fc.assert(
      fc.asyncProperty(anyEvent, async (fields) => {
        const event = { organizationId, ...fields };
        await inTransaction(world.db, (trx) => appendEvent(trx, event));
        written.push(event);
      }),
    );
    const [, ...chain] = await chainOf(organizationId);
    const stored = chain.map(
      ({ previousHash: _previous, hash: _hash, sequence: _sequence, ...event }) => event,
    );
    expect(stored).toEqual(written);
    for (const { previousHash, hash, ...event } of chain)
      expect(Buffer.from(hash)).toEqual(chainHash(previousHash, event));
    expect(await verifyAudit(world.db, organizationId)).toMatchObject({ intact: true });
  });

  it('continues chains of any length', async () => {
    const organizationId = await newOrganization();
    const sequence = Number.MAX_SAFE_INTEGER - 2;
    await world.db
      .updateTable('audit_heads')
      .set({ sequence, hash: chainStart })
      .where('organization_id', '=', organizationId)
      .execute();
    await inTransaction(world.db, (trx) => append(trx, organizationId, 'last'));
    const [last] = await eventsAfter(world.db, organizationId, sequence, 10);
    if (!last) throw new Error('no event was appended');
    const { previousHash, hash, ...event } = last;
    expect(event.sequence).toBe(sequence + 1);
    expect(Buffer.from(hash)).toEqual(chainHash(previousHash, event));
    expect(await findHead(world.db, organizationId)).toEqual({ sequence: sequence + 1, hash });
  });

  it('changes the version in the transaction of the change, and not when it fails', async () => {
    const organizationId = await newOrganization();
    const before = await findVersion(world.db, organizationId);
    const failing = inTransaction(world.db, async (trx) => {
      await append(trx, organizationId, 'lost');
      expect(await findVersion(trx, organizationId)).not.toBe(before);
      throw new Error('too late');
    });
    await expect(failing).rejects.toThrow('too late');
    expect(await findVersion(world.db, organizationId)).toBe(before);
    await inTransaction(world.db, (trx) => append(trx, organizationId, 'kept'));
    expect(await findVersion(world.db, organizationId)).not.toBe(before);
  });

  it('fails the transaction of an organization without a chain', async () => {
    const organizationId = await newOrganization();
    await world.db.deleteFrom('audit_heads').where('organization_id', '=', organizationId).execute();
    const work = inTransaction(world.db, async (trx) => {
      await trx
        .updateTable('organizations')
        .set({ name: 'Changed' })
        .where('id', '=', organizationId)
        .execute();
      await append(trx, organizationId, 'lost');
    });
    await expect(work).rejects.toThrow(`organization ${organizationId} has no audit chain`);
    const { name } = await world.db
      .selectFrom('organizations')
      .select('name')
      .where('id', '=', organizationId)
      .executeTakeFirstOrThrow();
    expect(name).not.toBe('Changed');
  });

  it('has no gap and no fork when processes append and fail at the same time', async () => {
    const organizationId = await newOrganization();
    const others = [1, 2].map(() => openDatabase(world.databaseUrl, () => {}));
    const begin = () =>
      others.flatMap(({ db }, process) =>
        Array.from({ length: 30 }, (_none, index) =>
          inTransaction(db, async (trx) => {
            await append(trx, organizationId, `${process} ${index} first`);
            await append(trx, organizationId, `${process} ${index} second`);
            if (index % 3 === 0) throw new Error('too late');
          }).catch((error: unknown) => {
            if (!(error instanceof Error) || error.message !== 'too late') throw error;
          }),
        ),
      );
    await withDeadline(60_000, () => Promise.all(begin()));
    await Promise.all(others.map(({ db }) => db.destroy()));
    expect(await verifyAudit(world.db, organizationId)).toMatchObject({ intact: true, events: 81 });
    const targets = (await chainOf(organizationId)).slice(1).map((event) => event.targetId);
    expect(new Set(targets).size).toBe(80);
    for (const [index, target] of targets.entries())
      if (index % 2 === 1) expect(target).toBe(targets[index - 1]?.replace('first', 'second'));
  });

  it('writes each event once when a deadlock of two chains is retried', async () => {
    const [one, two] = [await newOrganization(), await newOrganization()];
    let runs = 0;
    let locked = 0;
    let release = () => {};
    const bothLocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const change = (first: string, second: string) =>
      inTransaction(world.db, async (trx) => {
        runs += 1;
        await append(trx, first, 'first');
        // The answer shows that the lock is held.
        await findVersion(trx, first);
        locked += 1;
        if (locked === 2) release();
        // SQLite allows one writing transaction at a time, so no deadlock is possible.
        if (databaseKind === 'postgres') await bothLocked;
        await append(trx, second, 'second');
      });
    await Promise.all([change(one, two), change(two, one)]);
    if (databaseKind === 'postgres') expect(runs).toBeGreaterThanOrEqual(3);
    for (const organizationId of [one, two])
      expect(await verifyAudit(world.db, organizationId)).toMatchObject({ intact: true, events: 3 });
  });

  it.runIf(databaseKind === 'postgres')(
    'reads no more rows under a snapshot that keeps old heads',
    async () => {
      const organizationId = await newOrganization();
      const reader = openDatabase(world.databaseUrl, () => {});
      const snapshot = reader.db.transaction().setIsolationLevel('repeatable read');
      const during = async (trx: Transaction) => {
        await findHead(trx, organizationId);
        // The first call of a session reads the catalog too.
        await blocksOfAppend(organizationId);
        const early = await blocksOfAppend(organizationId);
        for (let turn = 0; turn < 5; turn += 1)
          await inTransaction(world.db, async (writing) => {
            for (let index = 0; index < 400; index += 1) await append(writing, organizationId, String(index));
          });
        // An automatic vacuum or analyze, or many new databases of other tests, make the session read the catalog once more.
        const late: number[] = [];
        for (let time = 0; time < 5; time += 1) late.push(await blocksOfAppend(organizationId));
        expect(Math.min(...late)).toBeLessThan(early + 20);
      };
      await withDeadline(60_000, () => snapshot.execute(during));
      await reader.db.destroy();
    },
  );

  /** Returns how many blocks of tables and indexes one append reads. */
  async function blocksOfAppend(organizationId: string): Promise<number> {
    let blocks = 0;
    const undone = inTransaction(world.db, async (trx) => {
      const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: { 'Shared Hit Blocks': number } }] }>`
        explain (analyze, buffers, format json) select append_audit_event(${organizationId}, 'aud_x', 1, 'operator', null,
          null, null, 'x', 'x', 'x', '{}', null, null, '\\x00', '\\x00')`.execute(trx);
      blocks = rows[0]?.['QUERY PLAN'][0].Plan['Shared Hit Blocks'] ?? Number.NaN;
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    return blocks;
  }
});
