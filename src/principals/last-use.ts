import { dayOf } from '../access/policy.ts';
import type { Database } from '../storage/database.ts';
import {
  addDailyUse,
  type DailyUse,
  raiseApplicationUses,
  raiseLastUses,
  raiseSessionUses,
} from './usage-queries.ts';

/**
 * Minimum time in milliseconds between two writes for one credential; the displayed time is less than a
 * minute old.
 */
const writeInterval = 55_000;
/** Milliseconds between two checks for due marks. */
const tick = 5_000;
/** Rows per statement. While SQLite writes them, it answers no request. */
const batchSize = 500;

type Table = 'access_tokens' | 'sessions' | 'oauth_connections';
type Mark = {
  table: Table;
  organizationId: string;
  id: string;
  at: number;
  writtenAt: number;
  pending: boolean;
  /** Unwritten uses on the day of the last use (days since the epoch, UTC). */
  day: number;
  count: number;
};

/**
 * Records when each credential was last used, and how often each token was used per day. A request only
 * updates memory. Marks are written in batches, about once a minute per credential, and on close. A time
 * never moves backwards, whichever process writes last; counts of several processes add up.
 */
export class LastUse {
  readonly #db: Database;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #marks = new Map<string, Mark>();
  /** Unwritten uses on previous days. Few marks have any, and for at most a minute. */
  readonly #olderUses: DailyUse[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Database, now: () => number, onError: (error: unknown) => void) {
    this.#db = db;
    this.#now = now;
    this.#onError = onError;
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(false), tick).unref();
  }

  /** Marks a credential as used now. No I/O. */
  mark(table: Table, organizationId: string, id: string): void {
    const at = this.#now();
    let mark = this.#marks.get(id);
    if (!mark) {
      mark = { table, organizationId, id, at, writtenAt: 0, pending: true, day: dayOf(at), count: 0 };
      this.#marks.set(id, mark);
    }
    mark.at = at;
    mark.pending = true;
    if (table === 'access_tokens') this.#count(mark, dayOf(at));
  }

  #count(mark: Mark, day: number): void {
    if (mark.day !== day) {
      if (mark.count > 0) this.#olderUses.push(useOf(mark));
      mark.day = day;
      mark.count = 0;
    }
    mark.count += 1;
  }

  /** Writes the due marks, or all. If a write fails, its marks are kept for the next time. */
  flush(all: boolean): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write(all)).catch(this.#onError);
    return this.#writing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush(true);
  }

  async #write(all: boolean): Promise<void> {
    // In key order: rows of the same page are written together, and processes that write the same rows lock
    // them in the same order.
    const due = this.#takeDue(all).sort(byKey);
    const olderUses = this.#olderUses.splice(0);
    const newest = due.flatMap(takeUse);
    const uses = olderUses.length > 0 ? addUp([...olderUses, ...newest]) : newest;
    try {
      const sessions = due.filter(({ table }) => table === 'sessions');
      const tokensAndConnections = due.filter(({ table }) => table !== 'sessions');
      for (const marks of batches(sessions)) await raiseSessionUses(this.#db, marks);
      for (const marks of batches(tokensAndConnections)) await raiseLastUses(this.#db, marks);
      const connections = due.filter(({ table }) => table === 'oauth_connections');
      for (const marks of batches(connections)) await raiseApplicationUses(this.#db, marks);
      while (uses.length > 0) {
        await addDailyUse(this.#db, uses.slice(0, batchSize));
        uses.splice(0, batchSize);
      }
    } catch (error) {
      // Due again immediately, because the displayed time must not lag by another interval.
      for (const mark of due) Object.assign(mark, { pending: true, writtenAt: 0 });
      this.#olderUses.push(...uses);
      throw error;
    }
  }

  /** Returns the marks to write now, and drops those that were idle for an interval. */
  #takeDue(all: boolean): Mark[] {
    const now = this.#now();
    const due: Mark[] = [];
    for (const mark of this.#marks.values()) {
      const waited = now - mark.writtenAt >= writeInterval;
      if (mark.pending && (all || waited)) {
        mark.pending = false;
        mark.writtenAt = now;
        due.push(mark);
      } else if (waited) {
        this.#marks.delete(mark.id);
      }
    }
    return due;
  }
}

function useOf({ organizationId, id, day, count }: Mark): DailyUse {
  return { organizationId, tokenId: id, day, count };
}

/** Takes the unwritten use of a mark, if any, and resets its counter. */
function takeUse(mark: Mark): DailyUse[] {
  if (mark.count === 0) return [];
  const use = useOf(mark);
  mark.count = 0;
  return [use];
}

/** Adds up counts per token and day; uses of a failed write are usually of the same day. */
function addUp(uses: readonly DailyUse[]): DailyUse[] {
  const sums = new Map<string, DailyUse>();
  for (const use of uses) {
    const key = `${use.tokenId} ${use.day}`;
    sums.set(key, { ...use, count: use.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()];
}

function byKey(a: Mark, b: Mark): number {
  if (a.organizationId !== b.organizationId) return a.organizationId < b.organizationId ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function* batches<T>(all: readonly T[]): Generator<T[]> {
  for (let start = 0; start < all.length; start += batchSize) yield all.slice(start, start + batchSize);
}
