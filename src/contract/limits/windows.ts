/** The result of counting a key. */
export type Count = {
  /** Count of the key in its window, including this time. */
  readonly count: number;
  /** Milliseconds until the window ends. */
  readonly left: number;
};

type Window = { count: number; readonly start: number };

/**
 * Counts keys in fixed-length windows that begin with the first count of a key. Keeps two generations of
 * windows and drops the older one as a whole, so it needs no timer and no search, and its memory is limited
 * to the keys of two lengths. Not an LRU cache, where a flood of new keys would evict counts and so lift limits.
 */
export class Windows {
  readonly #length: number;
  readonly #now: () => number;
  #younger = new Map<string, Window>();
  #older = new Map<string, Window>();
  /** Start of the younger generation. */
  #since: number;

  /**
   * @param length milliseconds
   * @param now milliseconds of a monotonic clock
   */
  constructor(length: number, now: () => number) {
    this.#length = length;
    this.#now = now;
    this.#since = now();
  }

  /** The number of stored windows. */
  get size(): number {
    return this.#younger.size + this.#older.size;
  }

  count(key: string): Count {
    const now = this.#now();
    this.#turn(now);
    let window = this.#running(key, now);
    if (!window) {
      window = { count: 0, start: now };
      this.#younger.set(key, window);
    }
    window.count += 1;
    return { count: window.count, left: this.#length - (now - window.start) };
  }

  /** Takes one count back if the key's window has not ended. */
  takeBack(key: string): void {
    const window = this.#running(key, this.#now());
    if (window && window.count > 0) window.count -= 1;
  }

  #running(key: string, now: number): Window | undefined {
    const window = this.#younger.get(key) ?? this.#older.get(key);
    return window && now - window.start < this.#length ? window : undefined;
  }

  /** A window belongs to the generation in which it began, and ends before the next generation does. */
  #turn(now: number): void {
    const passed = now - this.#since;
    if (passed < this.#length) return;
    this.#older = passed < 2 * this.#length ? this.#younger : new Map();
    this.#younger = new Map();
    this.#since = now;
  }
}
