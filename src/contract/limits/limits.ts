import type { MaybePromise } from '../../storage/maybe-promise.ts';
import { OwnSlots, type SlotLimits, type Slots } from './slots.ts';
import { type Count, Windows } from './windows.ts';

/** Length of a window in milliseconds. */
export const windowLength = 60_000;
/** Whole milliseconds use less memory. */
export const monotonic = () => Math.floor(performance.now());

/** Counts keys in windows of a minute. */
export type Counts = {
  /**
   * Counts one more. It is within the limit if the resulting count is not above it; a count of one more than the limit
   * is returned once in a window.
   */
  readonly count: (key: string, limit: number) => MaybePromise<Count>;
  /** Takes one count back if the key's window has not ended. */
  readonly takeBack: (key: string) => void;
};

/**
 * Where limits are counted. Each limit has a name, under which all processes of one server count it together.
 */
export type Limits = {
  /** For limits that count every request, without waiting for another process each time. Nothing is taken back. */
  readonly requests: (name: string) => Counts;
  /** For low limits, which are exact at any time. */
  readonly attempts: (name: string) => Counts;
  /** For work of which only some may run at the same time. */
  readonly slots: (name: string, limits: SlotLimits) => Slots;
};

const ownCounts = () => new Windows(windowLength, monotonic);

/** Counts in the memory of this process. */
export const ownLimits: Limits = {
  requests: ownCounts,
  attempts: ownCounts,
  slots: (_name, limits) => new OwnSlots(limits),
};
