import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { slicer, sliceSize } from './slices.ts';

/** Microseconds of the thread's processor time. */
let used = 0;
beforeEach(() => {
  vi.spyOn(process, 'threadCpuUsage').mockImplementation(() => ({ user: used, system: 0 }));
});
afterEach(() => vi.restoreAllMocks());

/** Runs slices of rows that take some milliseconds each; returns the limits. */
async function limitsOf(rows: number, timePerRow: (done: number) => number): Promise<number[]> {
  const limits: number[] = [];
  let done = 0;
  await slicer()(async (limit) => {
    limits.push(limit);
    const handled = Math.min(limit, rows - done);
    used += 1_000 * handled * timePerRow(done);
    done += handled;
    return handled;
  });
  expect(done).toBe(rows);
  return limits;
}

it('keeps slices of fast rows at their size', async () => {
  expect(await limitsOf(3 * sliceSize + 1, () => 0.01)).toEqual(Array(4).fill(sliceSize));
});

it('makes slices of slow rows smaller, and larger again', async () => {
  const limits = await limitsOf(1_000, (done) => (done < 300 ? 0.4 : 0.01));
  expect(limits.slice(0, 6)).toEqual([sliceSize, 50, 50, 50, 100, sliceSize]);
});

it('makes progress however slow rows are', async () => {
  expect((await limitsOf(300, () => 5)).slice(0, 3)).toEqual([sliceSize, 20, 20]);
});
