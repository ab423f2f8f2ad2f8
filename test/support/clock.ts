import { trustClock } from '../../src/audit/pruning/clock.ts';
import type { Database } from '../../src/storage/database.ts';

/**
 * A clock that stands still until a test advances it. With a running base (`Date.now`) it runs too, ahead by the
 * advanced time. Milliseconds since the epoch.
 */
export class TestClock {
  readonly #base: () => number;
  #ahead = 0;

  constructor(base: () => number = () => Date.parse('2026-06-01T12:00:00.000Z')) {
    this.#base = base;
  }

  readonly now = (): number => this.#base() + this.#ahead;

  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
  }

  /** Returns the time in that many milliseconds, in the format of the API. */
  in(milliseconds: number): string {
    return new Date(this.now() + milliseconds).toISOString();
  }
}

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** As if servers had run until now: what is deleted by age follows a clock only if it did not jump. */
export function trustTheClock({
  db,
  clock,
}: {
  readonly db: Database;
  readonly clock: TestClock;
}): Promise<void> {
  return trustClock(db, clock.now());
}
