import { describe, expect, it } from 'vitest';
import { withDeadline } from '../deadline.ts';
import { Batches } from './batches.ts';
import { ownWork, runWork } from './work.ts';

/** Makes changes in batches, and notes them. A batch with the change `fail` fails. */
function noted() {
  const made: (readonly string[])[] = [];
  let release = () => {};
  const hold = () =>
    new Promise<void>((resolve) => {
      release = resolve;
    });
  let held: Promise<void> | null = null;
  const batches = new Batches<string, string>('changes', async (changes) => {
    made.push(changes);
    await held;
    if (changes.includes('fail')) throw new Error('failed');
    return changes.map((change) => `${change} made`);
  });
  return {
    made,
    add: (...changes: readonly string[]) => Promise.allSettled(changes.map((change) => batches.add(change))),
    hold: () => {
      held = hold();
    },
    release: () => {
      held = null;
      release();
    },
  };
}

const valuesOf = (results: readonly PromiseSettledResult<string>[]) =>
  results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)));

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('batches', () => {
  it('makes the changes of one turn of the event loop together, each with its result', async () => {
    const { made, add } = noted();
    expect(valuesOf(await add('a', 'b', 'c'))).toEqual(['a made', 'b made', 'c made']);
    expect(made).toEqual([['a', 'b', 'c']]);
  });

  it('collects the next changes while as many batches as allowed run', async () => {
    const { made, add, hold, release } = noted();
    hold();
    const results: ReturnType<typeof add>[] = [];
    for (const change of ['a', 'b', 'c', 'd']) {
      results.push(add(change));
      await turns(3);
    }
    expect(made).toEqual([['a'], ['b']]);
    release();
    expect((await Promise.all(results)).flatMap(valuesOf)).toEqual(['a made', 'b made', 'c made', 'd made']);
    expect(made).toEqual([['a'], ['b'], ['c', 'd']]);
  });

  it('fails a batch as a whole, and makes the next one', async () => {
    const { add } = noted();
    expect(valuesOf(await add('a', 'fail'))).toEqual(['Error: failed', 'Error: failed']);
    expect(valuesOf(await add('b'))).toEqual(['b made']);
  });

  it('makes more changes than fit into a batch in the next ones', async () => {
    const { made, add } = noted();
    const names = Array.from({ length: 120 }, (_, index) => `change ${index}`);
    const results = await Promise.all(
      names.map((name, index) =>
        runWork({ ...ownWork, tenant: `tenant ${index % 3}`, lane: String(index), waited: 0 }, () =>
          add(name),
        ),
      ),
    );
    expect(results.flatMap(valuesOf)).toEqual(names.map((name) => `${name} made`));
    expect(Math.max(...made.map(({ length }) => length))).toBeLessThan(50);
    expect(made.flat().toSorted()).toEqual(names.toSorted());
  });

  it('makes no change after its deadline', async () => {
    const { made, add, hold, release } = noted();
    hold();
    const held = [add('a')];
    await turns(3);
    held.push(add('b'));
    await turns(3);
    const [late] = await withDeadline(20, () => add('late'));
    expect(late?.status).toBe('rejected');
    const next = add('c');
    release();
    expect((await Promise.all([...held, next])).flatMap(valuesOf)).toEqual(['a made', 'b made', 'c made']);
    expect(made).toEqual([['a'], ['b'], ['c']]);
  });

  it('makes no change for a client that has gone', async () => {
    const { made, add } = noted();
    const work = { ...ownWork, tenant: 'a', isAbandoned: () => true };
    expect(valuesOf(await runWork(work, () => add('a')))).toEqual([expect.stringContaining('abandoned')]);
    expect(made).toEqual([]);
  });
});
