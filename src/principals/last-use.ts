import { dayOf } from '../access/policy.ts';
import type { Database } from '../storage/database.ts';
import { addDailyUse, type DailyUse, raiseLastUses, raiseSessionUses } from './usage-queries.ts';

/** Least time between two writes for one credential, in milliseconds: what is shown lags by less than a minute. */
const writeInterval = 55_000;
/** How often marks that are due are looked for, in milliseconds. */
const tick = 5_000;
/** Rows in one statement: while SQLite writes them, no request is answered. */
const batchSize = 500;

type Table = 'access_tokens' | 'sessions' | 'oauth_connections';
type Mark = {
  table: Table;
  organizationId: string;
  id: string;
  at: number;
  writtenAt: number;
  pending: boolean;
  /** Uses on the day of the last one (days since the epoch, UTC) that are not written yet. */
  day: number;
  count: number;
};

/**
 * When each credential was last used, and how often each token on each day. A request only marks it in memory; marks
 * are written in batches, at most about once a minute for one credential, and on close. A time never moves backwards,
 * whichever process writes last; counts of several processes add up.
 */
export class LastUse {
  readonly #db: Database;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #marks = new Map<string, Mark>();
  /** Uses on days that are over, and that are not written yet: few marks have any, and for no longer than a minute. */
  readonly #older: DailyUse[] = [];
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

  /** Marks a credential as used now, by a request that was let in. No I/O. */
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
      if (mark.count > 0) this.#older.push(useOf(mark));
      mark.day = day;
      mark.count = 0;
    }
    mark.count += 1;
  }

  /** Writes the marks that are due, or all of them. A failed write keeps its marks for the next time. */
  flush(all: boolean): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write(all)).catch(this.#onError);
    return this.#writing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush(true);
  }

  async #write(all: boolean): Promise<void> {
    // In the order of the tables' keys: rows that share a page are written together, and two processes that write the
    // same rows take their locks in the same order.
    const due = this.#takeDue(all).sort(byKey);
    const older = this.#older.splice(0);
    const newest = due.flatMap(takeUse);
    const uses = older.length > 0 ? addUp([...older, ...newest]) : newest;
    try {
      const sessions = due.filter(({ table }) => table === 'sessions');
      const others = due.filter(({ table }) => table !== 'sessions');
      for (const marks of batches(sessions)) await raiseSessionUses(this.#db, marks);
      for (const marks of batches(others)) await raiseLastUses(this.#db, marks);
      while (uses.length > 0) {
        await addDailyUse(this.#db, uses.slice(0, batchSize));
        uses.splice(0, batchSize);
      }
    } catch (error) {
      // Due again at once: what is shown must not lag behind for another interval.
      for (const mark of due) Object.assign(mark, { pending: true, writtenAt: 0 });
      this.#older.push(...uses);
      throw error;
    }
  }

  /** Marks to write now; what has been idle for an interval is forgotten. */
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

/** The use of a mark that is to be written, if any; what comes meanwhile is counted anew. */
function takeUse(mark: Mark): DailyUse[] {
  if (mark.count === 0) return [];
  const use = useOf(mark);
  mark.count = 0;
  return [use];
}

/** One count for each token and day: what a failed write left is of the same day, most often. */
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
