import type { Database } from '../storage/database.ts';

/** What the routes of every feature need. `now` returns milliseconds since the epoch. */
export type RouteContext = {
  readonly db: Database;
  readonly now: () => number;
};
