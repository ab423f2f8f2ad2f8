import type { Database } from '../storage/database.ts';

/** What every feature's routes need. `now` gives milliseconds since the epoch. */
export type RouteContext = {
  readonly db: Database;
  readonly now: () => number;
};
