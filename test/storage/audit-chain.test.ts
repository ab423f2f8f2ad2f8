import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendAudit } from '../../src/audit/append.ts';
import { chainHash, chainStart } from '../../src/audit/chain.ts';
import { eventsAfter } from '../../src/audit/queries.ts';
import { type Checkpoint, verifyAudit } from '../../src/audit/verify.ts';
import { ownOrigin } from '../../src/contract/change-origin.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { createWorld, type World } from '../support/world.ts';

describe('the audit chain', () => {
  let world: World;
  let organizationId: string;
  let organizations = 0;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  const append = (key: string) =>
    inTransaction(world.db, (trx) =>
      appendAudit(trx, organizationId, ownOrigin('operator', 1), {
        action: 'board.created',
        target: { kind: 'board', id: key },
        details: { key, name: key },
      }),
    );
  /** Event 1 is the organization's creation, events 2 to 6 are appended here. */
  beforeEach(async () => {
    organizations += 1;
    organizationId = await world.createOrganization(`acme-${organizations}`);
    for (const key of ['b', 'c', 'd', 'e', 'f']) await append(key);
  });

  const verify = () => verifyAudit(world.db, organizationId);
  const events = () => eventsAfter(world.db, organizationId, 0, 100);
  const edit = (sequence: number) =>
    world.db
      .updateTable('audit_events')
      .where('organization_id', '=', organizationId)
      .where('sequence', '=', sequence);
  const remove = (...sequences: number[]) =>
    world.db
      .deleteFrom('audit_events')
      .where('organization_id', '=', organizationId)
      .where('sequence', 'in', sequences)
      .execute();
  const head = () => world.db.updateTable('audit_heads').where('organization_id', '=', organizationId);

  it('is intact when unchanged', async () => {
    expect(await verify()).toMatchObject({ intact: true, events: 6 });
    expect(await verifyAudit(world.db, await world.createOrganization('other-corp'))).toMatchObject({
      intact: true,
      events: 1,
    });
  });

  it.each([
    { at: 2 },
    { id: 'aud_another' },
    { actor_kind: 'system' },
    { actor_id: 'usr_another' },
    { credential_kind: 'pat' },
    { credential_id: 'tok_another' },
    { action: 'nothing.happened' },
    { target_kind: 'user' },
    { target_id: 'usr_another' },
    { details: '{"name":"x"}' },
    { details: '{} ' },
    { address: '127.0.0.1' },
    { request_id: 'req_another' },
    { hash: Buffer.alloc(32) },
    { previous_hash: Buffer.alloc(32) },
  ])('reveals an edited event: %j', async (change) => {
    await edit(3).set(change).execute();
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 3, events: 2 });
  });

  it('reveals an edited event with a recomputed hash at the next event', async () => {
    const row = (await events())[2];
    if (!row) throw new Error('no such event');
    const { previousHash, hash: _hash, ...event } = row;
    const hash = chainHash(previousHash, { ...event, action: 'forged' });
    await edit(3).set({ action: 'forged', hash }).execute();
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 4 });
  });

  it.each([
    ['the first', [1], 1],
    ['one in the middle', [4], 4],
    ['several', [3, 4, 5], 3],
    ['the last', [6], 6],
    ['the last two', [5, 6], 5],
    ['all', [1, 2, 3, 4, 5, 6], 1],
  ])('reveals removed events: %s', async (_what, sequences, brokenAt) => {
    await remove(...sequences);
    expect(await verify()).toMatchObject({ intact: false, brokenAt });
  });

  it('reveals a cut-off end although the head record was set back', async () => {
    await remove(6);
    await head().set({ sequence: 5 }).execute();
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 5 });
  });

  it('reveals an event inserted at the end or in the middle', async () => {
    const last = (await events()).at(-1);
    if (!last) throw new Error('no events');
    const { hash: previousHash, previousHash: _before, ...event } = last;
    const row = {
      organization_id: organizationId,
      at: 1,
      id: 'aud_forged',
      actor_kind: 'operator',
      actor_id: null,
      credential_kind: null,
      credential_id: null,
      action: 'forged',
      target_kind: 'test',
      target_id: 'x',
      details: '{}',
      address: null,
      request_id: null,
    };
    const forged = {
      ...event,
      sequence: 7,
      id: row.id,
      at: 1,
      action: 'forged',
      targetId: 'x',
      details: '{}',
    };
    const hash = chainHash(previousHash, forged);
    await world.db
      .insertInto('audit_events')
      .values({ ...row, sequence: 7, previous_hash: previousHash, hash })
      .execute();
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 7 });
    await remove(7);
    expect(await verify()).toMatchObject({ intact: true });

    for (const sequence of [6, 5, 4])
      await edit(sequence)
        .set({ sequence: sequence + 1 })
        .execute();
    await world.db
      .insertInto('audit_events')
      .values({ ...row, sequence: 4, previous_hash: previousHash, hash })
      .execute();
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 4 });
  });

  describe('from a checkpoint', () => {
    const checkpointAt = async (sequence: number) => {
      const event = (await events()).find((one) => one.sequence === sequence);
      if (!event) throw new Error('no such event');
      return { sequence, hash: event.hash };
    };
    const verifyFrom = (from: Checkpoint) => verifyAudit(world.db, organizationId, from);

    it('verifies the later events and returns the next checkpoint', async () => {
      const end = await checkpointAt(6);
      expect(await verifyFrom(await checkpointAt(3))).toEqual({ intact: true, events: 6, checkpoint: end });
      expect(await verifyFrom(end)).toEqual({ intact: true, events: 6, checkpoint: end });
      await append('g');
      expect(await verifyFrom(end)).toEqual({ intact: true, events: 7, checkpoint: await checkpointAt(7) });
    });

    it.each([4, 5, 6])('reveals the edited event %d after it', async (sequence) => {
      const from = await checkpointAt(3);
      await edit(sequence).set({ address: '127.0.0.1' }).execute();
      expect(await verifyFrom(from)).toMatchObject({ intact: false, brokenAt: sequence });
    });

    it('reveals its own event when edited, removed, or cut off with all later ones', async () => {
      const from = await checkpointAt(4);
      await edit(4).set({ address: '127.0.0.1' }).execute();
      expect(await verifyFrom(from)).toMatchObject({
        intact: false,
        brokenAt: 4,
        reason: 'the event was changed',
      });
      await remove(4);
      expect(await verifyFrom(from)).toMatchObject({ intact: false, brokenAt: 4 });
      await remove(5, 6);
      await head()
        .set({ sequence: 3, hash: (await checkpointAt(3)).hash })
        .execute();
      expect(await verify()).toMatchObject({ intact: true });
      expect(await verifyFrom(from)).toMatchObject({ intact: false, brokenAt: 4 });
    });

    it('reveals an edited earlier event whose later hashes were all recomputed, which the chain alone does not', async () => {
      const from = await checkpointAt(4);
      let previous: Uint8Array = chainStart;
      for (const { previousHash: _previous, hash: _hash, ...row } of await events()) {
        const event = row.sequence === 2 ? { ...row, action: 'forged' } : row;
        const hash = chainHash(previous, event);
        await edit(row.sequence).set({ action: event.action, previous_hash: previous, hash }).execute();
        previous = hash;
      }
      await head().set({ hash: previous }).execute();
      expect(await verify()).toMatchObject({ intact: true });
      expect(await verifyFrom(from)).toMatchObject({ intact: false, brokenAt: 4 });
    });

    it('does not look at earlier events otherwise', async () => {
      const from = await checkpointAt(4);
      await edit(2).set({ address: '127.0.0.1' }).execute();
      expect(await verify()).toMatchObject({ intact: false, brokenAt: 2 });
      expect(await verifyFrom(from)).toMatchObject({ intact: true });
    });
  });

  it('reveals two swapped events', async () => {
    await edit(3).set({ sequence: 99 }).execute();
    await edit(4).set({ sequence: 3 }).execute();
    await edit(99).set({ sequence: 4 }).execute();
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 3 });
  });

  it('reveals a missing or changed head record', async () => {
    await head()
      .set({ hash: Buffer.alloc(32) })
      .execute();
    expect(await verify()).toMatchObject({ intact: false });
    await world.db.deleteFrom('audit_heads').where('organization_id', '=', organizationId).execute();
    expect(await verify()).toMatchObject({ intact: false });
  });

  it('stays intact under 40 concurrent changes and some that fail', async () => {
    const failing = () =>
      inTransaction(world.db, async (trx) => {
        await appendAudit(trx, organizationId, ownOrigin('operator', 1), {
          action: 'board.created',
          target: { kind: 'board', id: 'lost' },
          details: { key: 'lost', name: 'lost' },
        });
        throw new Error('too late');
      }).catch(() => {});
    const changes = Array.from({ length: 40 }, (_none, index) => append(`change ${index}`));
    await Promise.all([...changes, ...Array.from({ length: 10 }, failing)]);
    expect(await verify()).toMatchObject({ intact: true, events: 46 });
    const targets = (await events()).map((event) => event.targetId);
    expect(new Set(targets).size).toBe(46);
    expect(targets).not.toContain('lost');
  });
});
