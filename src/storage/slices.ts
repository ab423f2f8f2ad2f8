import { setTimeout } from 'node:timers/promises';

/** Rows of the first slice, and the most of any: a few milliseconds of SQLite, which holds the event loop meanwhile. */
export const sliceSize = 200;
/** Milliseconds of this thread that a slice should take at most. After a slower one, the next ones are smaller. */
const sliceTime = 20;
/** However slow its rows are, a slice makes progress. */
const smallestSlice = 20;

/** One part of long work: handles at most `limit` rows in one short transaction, and returns how many. */
export type Slice = (limit: number) => Promise<number>;

/** Runs a slice again and again until it handles fewer rows than its limit. */
export type InSlices = (slice: Slice) => Promise<void>;

/**
 * Returns a function that runs long work in slices, smaller ones where rows take long. After each slice it waits as long
 * as the slice took, so that requests get at least half of the time.
 * @param signal stops the work after the current slice
 * @param most stops the work after this number of slices
 */
export function slicer(signal?: AbortSignal, most = Number.POSITIVE_INFINITY): InSlices {
  return async (slice) => {
    let limit = sliceSize;
    for (let count = 0; count < most && signal?.aborted !== true; count += 1) {
      const [began, usedBefore] = [performance.now(), threadTime()];
      if ((await slice(limit)) < limit) return;
      limit = nextLimit(limit, threadTime() - usedBefore);
      await setTimeout(performance.now() - began);
    }
  };
}

/** Milliseconds of processor time of this thread. On SQLite, a slice is its only work meanwhile. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** The number of rows that would have taken the time of a slice, at most twice as many as before. */
function nextLimit(limit: number, took: number): number {
  const fitting = Math.floor((limit * sliceTime) / Math.max(took, 1));
  return Math.min(Math.max(fitting, smallestSlice), 2 * limit, sliceSize);
}
