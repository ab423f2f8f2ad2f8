import type { LRUCache } from 'lru-cache';
import { growingCache } from '../storage/growing-cache.ts';
import type { MaybePromise } from '../storage/maybe-promise.ts';
import { recorder } from '../telemetry/recorder.ts';

/** Maximum number of rows in one cache. */
const mostRows = 10_000;
/** Milliseconds after which a row is read again without a change, as a credential is. */
const maxAge = 300_000;

/** A row, and the IDs that the change feed names when it changes. */
type NamedRow<Row> = { readonly row: Row; readonly subjects: readonly string[] };

/** Finds a row by a key; undefined if there is none. `lookUp` reads it from the database. */
export type FindRow<Row> = (
  key: string,
  lookUp: () => Promise<NamedRow<Row> | undefined>,
) => MaybePromise<Row | undefined>;

type Entry<Row> = NamedRow<Row> & { readonly at: number };
type Running<Row> = { readonly generation: number; readonly found: Promise<Row | undefined> };

/**
 * Caches rows that decide about many requests, such as clients, until the change feed names one of their IDs. Rows that do
 * not exist are not cached.
 */
export class CachedRows<Row extends object> {
  readonly #now: () => number;
  readonly #entries: LRUCache<string, Entry<Row>>;
  /** The keys of the entries by subject. */
  readonly #keys = new Map<string, Set<string>>();
  readonly #running = new Map<string, Running<Row>>();
  /** Counts changes. A query that started before a change may be outdated and is not cached. */
  #generation = 0;

  /**
   * @param now milliseconds of a monotonic clock
   * @param capacity the operator's limit for a cache
   */
  constructor(now: () => number, capacity: number) {
    this.#now = now;
    const max = Math.min(mostRows, Math.max(1, capacity));
    this.#entries = growingCache(max, (entry, key) => this.#unlink(key, entry));
  }

  /** Concurrent callers share one query, unless it started before a change. */
  readonly find: FindRow<Row> = (key, lookUp) => {
    const entry = this.#entries.get(key);
    if (entry && this.#now() - entry.at < maxAge) {
      recorder?.add('spedy_cache_lookups_total', { cache: 'rows', result: 'hit' });
      return entry.row;
    }
    const running = this.#running.get(key);
    const isShared = running?.generation === this.#generation;
    recorder?.add('spedy_cache_lookups_total', { cache: 'rows', result: isShared ? 'shared' : 'miss' });
    if (isShared) return running.found;
    const found = this.#read(key, lookUp).finally(() => {
      if (this.#running.get(key)?.found === found) this.#running.delete(key);
    });
    this.#running.set(key, { generation: this.#generation, found });
    return found;
  };

  forget(ids: readonly string[]): void {
    this.#generation += 1;
    for (const id of ids) for (const key of this.#keys.get(id) ?? []) this.#entries.delete(key);
  }

  clear(): void {
    this.#generation += 1;
    this.#entries.clear();
  }

  async #read(key: string, lookUp: Parameters<FindRow<Row>>[1]): Promise<Row | undefined> {
    const generation = this.#generation;
    const at = this.#now();
    const found = await lookUp();
    if (found && generation === this.#generation) this.#store(key, { ...found, at });
    return found?.row;
  }

  #store(key: string, entry: Entry<Row>): void {
    this.#entries.set(key, entry);
    for (const subject of entry.subjects) {
      const keys = this.#keys.get(subject) ?? new Set();
      this.#keys.set(subject, keys.add(key));
    }
  }

  #unlink(key: string, { subjects }: Entry<Row>): void {
    for (const subject of subjects) {
      const keys = this.#keys.get(subject);
      keys?.delete(key);
      if (keys?.size === 0) this.#keys.delete(subject);
    }
  }
}
