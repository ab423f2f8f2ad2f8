import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FairQueue, type FairQueueOptions, type Leave } from './fair-queue.ts';
import { Overloaded } from './overloaded.ts';
import { ownWork, runWork, type Work } from './work.ts';

const queueOf = (options: Partial<FairQueueOptions> = {}) =>
  new FairQueue({ name: 'lists', slots: 1, waitingPerTenant: 4, waiting: 6, ...options });

/** A deadline that no test reaches. */
const later = () => performance.now() + 3_600_000;
const workOf = (tenant: string, lane = ''): Work => ({ ...ownWork, tenant, lane });

/** Enters work that notes its name when it starts. */
function enterAll(queue: FairQueue, started: string[], names: readonly string[]) {
  return names.map(async (name) => {
    const [tenant = '', lane = ''] = name.split('/');
    const leave = await queue.enter(later(), workOf(tenant, lane));
    started.push(name);
    return leave;
  });
}

/** Lets each piece of work leave when it has started. */
async function leaveAll(entered: readonly Promise<Leave>[]): Promise<void> {
  await Promise.all(entered.map(async (leave) => (await leave)()));
}

const reasonOf = (run: () => unknown) => {
  try {
    run();
    return 'admitted';
  } catch (error) {
    return error instanceof Overloaded ? error.reason : error;
  }
};

describe('a fair queue', () => {
  it('starts work at once while it has slots', async () => {
    const queue = queueOf({ slots: 2 });
    const first = queue.enter(later(), workOf('a'));
    const second = queue.enter(later(), workOf('a'));
    expect([first, second].map((leave) => typeof leave)).toEqual(['function', 'function']);
    expect(queue.enter(later(), workOf('a'))).toBeInstanceOf(Promise);
    expect(queue.waiting).toBe(1);
  });

  it('lets tenants take turns, so that one that floods it waits behind itself', async () => {
    const queue = queueOf({ waitingPerTenant: 8 });
    const started: string[] = [];
    await leaveAll(enterAll(queue, started, ['flood', 'flood', 'flood', 'flood', 'b', 'c']));
    expect(started).toEqual(['flood', 'flood', 'b', 'c', 'flood', 'flood']);
  });

  it("lets a tenant's lanes take turns", async () => {
    const queue = queueOf();
    const started: string[] = [];
    await leaveAll(enterAll(queue, started, ['a/x', 'a/x', 'a/x', 'a/y']));
    expect(started).toEqual(['a/x', 'a/x', 'a/y', 'a/x']);
  });

  it('leaves slots for others', async () => {
    const queue = queueOf({ slots: 3, slotsPerTenant: 2 });
    const started: string[] = [];
    const entered = enterAll(queue, started, ['flood', 'flood', 'flood', 'b']);
    await entered[3];
    expect(started).toEqual(['flood', 'flood', 'b']);
    await leaveAll(entered);
    expect(started).toEqual(['flood', 'flood', 'b', 'flood']);
  });

  it('refuses at once what is beyond the bound of a tenant, or of all', async () => {
    const queue = queueOf();
    const enter = (name: string) => {
      const [tenant = '', lane] = name.split('/');
      return reasonOf(() => queue.enter(later(), workOf(tenant, lane)));
    };
    // The first one runs.
    expect(['a/x', 'a/x', 'a/x', 'a/x'].map(enter)).toEqual([...Array(3).fill('admitted'), 'tenant_queue']);
    expect(['a/y', 'a/y', 'a/z'].map(enter)).toEqual(['admitted', 'admitted', 'tenant_queue']);
    expect(['b', 'c', 'd'].map(enter)).toEqual(['admitted', 'admitted', 'queue']);
  });

  it("never refuses the server's own work", () => {
    const queue = queueOf();
    expect(Array.from({ length: 9 }, () => reasonOf(() => queue.enter(later())))).toEqual(
      Array(9).fill('admitted'),
    );
  });

  it('gives up at the deadline, and skips who gave up', async () => {
    const queue = queueOf();
    const leave = await queue.enter(later(), workOf('a'));
    const late = queue.enter(performance.now() + 1, workOf('b'));
    await expect(late).rejects.toMatchObject({ reason: 'deadline', queue: 'lists' });
    expect(queue.waiting).toBe(0);
    leave();
    expect(queue.isIdle).toBe(true);
    expect(reasonOf(() => queue.enter(later(), workOf('b')))).toBe('admitted');
  });

  it('gives up in time for the work after it', async () => {
    const queue = queueOf({ reserve: 3_600_000 });
    await queue.enter(later(), workOf('a'));
    await expect(queue.enter(later(), workOf('b'))).rejects.toMatchObject({ reason: 'deadline' });
  });

  it('drops work that nobody waits for any more', async () => {
    const queue = queueOf();
    const leave = await queue.enter(later(), workOf('a'));
    const gone = Promise.resolve(queue.enter(later(), { ...workOf('b'), isAbandoned: () => true }));
    const next = Promise.resolve(queue.enter(later(), workOf('c')));
    const refused = expect(gone).rejects.toMatchObject({ reason: 'abandoned' });
    leave();
    await refused;
    (await next)();
    expect(queue.isIdle).toBe(true);
  });

  it('begins nothing while it is drained', async () => {
    const queue = queueOf({ slots: 2 });
    const leave = await queue.enter(later(), workOf('a'));
    let isDrained = false;
    const drained = queue.drain(later()).then((end) => {
      isDrained = true;
      return end;
    });
    const waiting = Promise.resolve(queue.enter(later(), workOf('b')));
    await setImmediate();
    expect([isDrained, queue.waiting]).toEqual([false, 1]);
    leave();
    const end = await drained;
    expect(queue.waiting).toBe(1);
    // Others may want it, too.
    const endOther = await queue.drain(later());
    end();
    expect(queue.waiting).toBe(1);
    endOther();
    (await waiting)();
    expect(queue.isIdle).toBe(true);
  });

  it('waits until a deadline for what runs when it is drained', async () => {
    const queue = queueOf();
    const leave = await queue.enter(later(), workOf('a'));
    const end = await queue.drain(performance.now() + 1);
    expect(queue.isIdle).toBe(false);
    leave();
    end();
    expect(queue.isIdle).toBe(true);
  });

  it('runs work as that of the current tenant, and frees its slot when it fails', async () => {
    const queue = queueOf();
    const work = workOf('a');
    const failing = runWork(work, () => queue.run(later(), () => Promise.reject(new Error('broken'))));
    const waiting = runWork(work, () => queue.run(later(), async () => 'done'));
    await expect(failing).rejects.toThrow('broken');
    expect(await waiting).toBe('done');
    expect([queue.isIdle, work.waited > 0]).toEqual([true, true]);
  });
});
