import { LRUCache } from 'lru-cache';
import type { Database } from '../../storage/database.ts';

/** By default, the maximum size of all values in bytes; one can have a part of it. */
const usualCapacity = 16_777_216;
const partOfLargest = 64;
/**
 * Milliseconds after which a value is read again although its version is the same, because manual changes in the
 * database do not change the version.
 */
const maxAge = 60_000;

type Entry<Value> = {
  readonly value: Value;
  readonly version: string;
  readonly size: number;
  /** On the clock of `performance.now()`. */
  readonly at: number;
};

export type Reading<Value> = {
  /** Everything that decides the value, apart from the data. */
  readonly key: string;
  /** Reads the version of the data: another one after each change. Null disables the cache for this value. */
  readonly version: () => Promise<string | null>;
  /** Gets the version, for values that this one consists of. */
  readonly read: (version: string | null) => Promise<Value>;
  /** Whether a value of the current version still holds, if time alone can change it. */
  readonly isValid?: (value: Value) => boolean;
};

type CacheOptions = { readonly capacity?: number; readonly isKept?: (key: string) => boolean };

/**
 * Caches values with the version of the data that they were read from. Each use reads the version from the database, so
 * a value is never outdated, and never returned while the database is unavailable.
 */
export class VersionCache<Value> {
  readonly #entries: LRUCache<string, Entry<Value>>;
  readonly #sizeOf: (value: Value) => number;
  readonly #isKept: (key: string) => boolean;

  /**
   * @param sizeOf about how many bytes of memory a value uses
   * @param capacity how many bytes all values use at most
   * @param isKept asked for the key of each value that was read
   */
  constructor(
    sizeOf: (value: Value) => number,
    { capacity = usualCapacity, isKept = () => true }: CacheOptions = {},
  ) {
    this.#sizeOf = sizeOf;
    this.#isKept = isKept;
    this.#entries = new LRUCache({
      maxSize: capacity,
      maxEntrySize: capacity / partOfLargest,
      sizeCalculation: ({ size }) => size,
    });
  }

  /** Returns the value of the current version. Callers share it and must not change it. */
  async get({ key, version: readVersion, read, isValid = () => true }: Reading<Value>): Promise<Value> {
    // Before the value: if a change commits in between, the value is newer than its version, which never returns.
    const version = await readVersion();
    const known = this.#entries.get(key);
    if (known && known.version === version && performance.now() - known.at < maxAge && isValid(known.value))
      return known.value;
    const at = performance.now();
    const value = await read(version);
    if (version !== null && this.#isKept(key))
      this.#entries.set(key, { value, version, size: key.length + this.#sizeOf(value), at });
    return value;
  }
}

/** Returns a function that returns the cache of a database, which its transactions share. Parameters as for VersionCache. */
export function cacheOfEach<Value>(
  sizeOf: (value: Value) => number,
  capacity: number,
): (db: Database) => VersionCache<Value> {
  const caches = new WeakMap<object, VersionCache<Value>>();
  return (db) => {
    const { adapter } = db.getExecutor();
    const known = caches.get(adapter) ?? new VersionCache(sizeOf, { capacity });
    caches.set(adapter, known);
    return known;
  };
}
