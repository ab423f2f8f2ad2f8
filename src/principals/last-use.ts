import { dayOf } from '../access/policy.ts';
import { type Scope, scopeBits } from '../access/scopes.ts';
import type { Database } from '../storage/database.ts';
import { raiseLastSeen, seenPrecision } from './last-seen-queries.ts';
import {
  addressesKept,
  noteAddress,
  putBackAddresses,
  type TakenAddresses,
  takeAddresses,
} from './mark-addresses.ts';
import { type CredentialTable, credentialTables, type Mark, Marks, notWritten } from './packed/marks.ts';
import { pruneAddresses, raiseAddresses } from './token-address-queries.ts';
import {
  addDailyUse,
  type DailyUse,
  raiseActiveDays,
  raiseApplicationUses,
  raiseLastUses,
  raiseSessionUses,
  type StoredUse,
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
/** Where a request comes from: its connection and its headers, and `ip`, the address that is computed from them. */
type Source = {
  readonly raw: { readonly socket: { readonly remoteAddress?: string | undefined } };
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly ip: string | undefined;
};

/**
 * Records when each credential was last used, and how often, from where and with which scopes each token was. A request
 * only updates memory. Marks are written in batches, about once a minute per credential, and on close. A time
 * never moves backwards, whichever process writes last; counts of several processes add up.
 */
export class LastUse {
  readonly #db: Database;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #marks = new Marks();
  /** Unwritten uses on previous days. Few marks have any, and for at most a minute. */
  readonly #olderUses: DailyUse[] = [];
  /** Milliseconds since the epoch. */
  readonly #start: number;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Database, now: () => number, onError: (error: unknown) => void) {
    this.#db = db;
    this.#now = now;
    this.#onError = onError;
    this.#start = now();
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(false), tick).unref();
  }

  /**
   * Marks a credential as used now. No I/O.
   * @param scopes of a token's use, as bits
   * @param source of a token's use; its address is computed only if its connection or header has another
   */
  mark(
    table: CredentialTable,
    organizationId: string,
    id: string,
    scopes = 0,
    source: Source | null = null,
  ): void {
    const now = this.#now();
    const at = Math.floor(now - this.#start);
    const mark = this.#marks.get(id) ?? this.#marks.add(table, organizationId, id);
    mark.at = at;
    mark.pending = true;
    if (table !== 'access_tokens') return;
    this.#count(mark, dayOf(now));
    mark.scopes |= scopes;
    if (source !== null) noteSource(mark, source, now);
  }

  /** Adds scopes to the last use of a token, whose request has just marked it. */
  addScopes(id: string, scopes: readonly Scope[]): void {
    const mark = this.#marks.get(id);
    if (mark) for (const scope of scopes) mark.scopes |= scopeBits[scope];
  }

  #count(mark: Mark, day: number): void {
    if (mark.day !== day) {
      if (mark.count > 0) this.#olderUses.push(useOf(mark));
      mark.day = day;
      mark.isNewDay = true;
      mark.count = 0;
      mark.scopes = 0;
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
    try {
      await this.#writeOlderUses();
      while (due.length > 0) {
        await this.#writeMarks(due.slice(0, batchSize));
        due.splice(0, batchSize);
      }
    } catch (error) {
      // Due again immediately, because the displayed time must not lag by another interval.
      for (const mark of due) Object.assign(mark, { pending: true, writtenAt: notWritten });
      throw error;
    }
  }

  async #writeOlderUses(): Promise<void> {
    const uses = addUp(this.#olderUses.splice(0));
    try {
      while (uses.length > 0) {
        await addDailyUse(this.#db, uses.slice(0, batchSize));
        uses.splice(0, batchSize);
      }
    } catch (error) {
      this.#olderUses.push(...uses);
      throw error;
    }
  }

  /** Writes a batch of marks. What the statements need exists only for one batch at a time. */
  async #writeMarks(due: readonly Mark[]): Promise<void> {
    const uses = due.flatMap(takeUse);
    const addresses = new Map(due.map((mark) => [mark, takeAddresses(mark, this.#start + mark.at)]));
    const of = (table: CredentialTable) => due.filter((mark) => mark.table === table);
    try {
      const sessions = of('sessions');
      if (sessions.length > 0) await raiseSessionUses(this.#db, this.#lastUses(sessions));
      const others = due.filter(({ table }) => table !== 'sessions');
      if (others.length > 0) await raiseLastUses(this.#db, this.#lastUses(others));
      const tokens = of('access_tokens').filter(({ isNewDay }) => isNewDay);
      if (tokens.length > 0) await this.#writeDays(tokens);
      await this.#noteSeen(due);
      const connections = of('oauth_connections');
      if (connections.length > 0) await raiseApplicationUses(this.#db, this.#lastUses(connections));
      await this.#writeAddresses([...addresses.values()]);
      if (uses.length > 0) await addDailyUse(this.#db, uses);
    } catch (error) {
      for (const [mark, taken] of addresses) putBackAddresses(mark, taken);
      this.#olderUses.push(...uses);
      throw error;
    }
  }

  async #writeDays(marks: readonly Mark[]): Promise<void> {
    // Before the write: a use that comes meanwhile can be the first of another day.
    for (const mark of marks) mark.isNewDay = false;
    try {
      await raiseActiveDays(this.#db, this.#lastUses(marks));
    } catch (error) {
      for (const mark of marks) mark.isNewDay = true;
      throw error;
    }
  }

  /** Writes when the members of used credentials were last seen. */
  async #noteSeen(due: readonly Mark[]): Promise<void> {
    const later = due.filter(({ at, seenUntil }) => at >= seenUntil);
    for (const table of credentialTables) {
      const marks = later.filter((mark) => mark.table === table);
      if (marks.length === 0) continue;
      await raiseLastSeen(this.#db, table, this.#lastUses(marks));
      for (const mark of marks) mark.seenUntil = mark.at + seenPrecision;
    }
  }

  async #writeAddresses(taken: readonly TakenAddresses[]): Promise<void> {
    const seen = taken.flatMap(({ rows }) => rows);
    for (const rows of batches(seen)) await raiseAddresses(this.#db, rows);
    const grown = taken.flatMap(({ rows: [row], hasNew }) => (row && hasNew ? [row] : []));
    if (grown.length > 0) await pruneAddresses(this.#db, grown, addressesKept);
  }

  /** The last uses of marks as the database stores them. */
  #lastUses(marks: readonly Mark[]): StoredUse[] {
    return marks.map(({ organizationId, id, at }) => ({ organizationId, id, at: this.#start + at }));
  }

  /** Returns the marks to write now, and drops those that were idle for an interval. */
  #takeDue(all: boolean): Mark[] {
    const now = this.#now() - this.#start;
    const waited = (mark: Mark) => now - mark.writtenAt >= writeInterval;
    this.#marks.keep((mark) => mark.pending || !waited(mark));
    const due: Mark[] = [];
    for (const mark of this.#marks) {
      if (!mark.pending || (!all && !waited(mark))) continue;
      mark.pending = false;
      mark.writtenAt = now;
      due.push(mark);
    }
    return due;
  }
}

/** Computing the address takes longer than all else of a mark behind a proxy, so it is done only for another source. */
function noteSource(mark: Mark, source: Source, now: number): void {
  const peer = source.raw.socket.remoteAddress;
  const forwarded = source.headers['x-forwarded-for'];
  if (mark.address !== null && mark.peer === peer && mark.forwarded === forwarded) return;
  mark.peer = peer;
  mark.forwarded = forwarded;
  if (source.ip !== undefined) noteAddress(mark, source.ip, now);
}

function useOf({ organizationId, id, day, count, scopes }: Mark): DailyUse {
  return { organizationId, tokenId: id, day, count, scopes };
}

/** Takes the unwritten use of a mark, if any, and resets its counter. */
function takeUse(mark: Mark): DailyUse[] {
  if (mark.count === 0) return [];
  const use = useOf(mark);
  mark.count = 0;
  mark.scopes = 0;
  return [use];
}

/** Adds up counts per token and day; uses of a failed write are usually of the same day. */
function addUp(uses: readonly DailyUse[]): DailyUse[] {
  const sums = new Map<string, DailyUse>();
  for (const use of uses) {
    const key = `${use.tokenId} ${use.day}`;
    const { count, scopes } = sums.get(key) ?? { count: 0, scopes: 0 };
    sums.set(key, { ...use, count: use.count + count, scopes: use.scopes | scopes });
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
