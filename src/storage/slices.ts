import { setTimeout } from 'node:timers/promises';

/** Rows per slice: a few milliseconds of SQLite, which holds the event loop meanwhile. */
export const sliceSize = 200;

/** One part of long work: handles at most `limit` rows in one short transaction, and returns how many. */
export type Slice = (limit: number) => Promise<number>;

/** Runs a slice again and again until it handles fewer rows than its limit. */
export type InSlices = (slice: Slice) => Promise<void>;

/**
 * Returns a function that runs long work in slices. After each one it waits as long as the slice took, so that requests
 * get at least half of the time.
 * @param signal stops the work after the current slice
 * @param most stops the work after this number of slices
 */
export function slicer(signal?: AbortSignal, most = Number.POSITIVE_INFINITY): InSlices {
  return async (slice) => {
    for (let count = 0; count < most && signal?.aborted !== true; count += 1) {
      const began = performance.now();
      if ((await slice(sliceSize)) < sliceSize) return;
      await setTimeout(performance.now() - began);
    }
  };
}
