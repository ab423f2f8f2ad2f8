/** The result of counting a key. */
export type Count = {
  /** Count of the key in its window, including this time. */
  readonly count: number;
  /** Milliseconds until the window ends. */
  readonly left: number;
};

/**
 * The windows that began since a time, each as one number: its count times the length, plus its start since then. Such a
 * number needs no memory of its own up to a count of 35,000.
 */
class Generation {
  readonly since: number;
  readonly windows = new Map<string, number>();

  constructor(since: number) {
    this.since = since;
  }
}

/**
 * Counts keys in fixed-length windows that begin with the first count of a key. Keeps two generations of
 * windows and drops the older one as a whole, so it needs no timer and no search, and its memory is limited
 * to the keys of two lengths. Not an LRU cache, where a flood of new keys would evict counts and so lift limits.
 */
export class Windows {
  readonly #length: number;
  readonly #now: () => number;
  #younger: Generation;
  #older: Generation;

  /**
   * @param length whole milliseconds
   * @param now whole milliseconds of a monotonic clock
   */
  constructor(length: number, now: () => number) {
    this.#length = length;
    this.#now = now;
    this.#younger = new Generation(now());
    this.#older = new Generation(this.#younger.since - length);
  }

  /** The number of stored windows. */
  get size(): number {
    return this.#younger.windows.size + this.#older.windows.size;
  }

  count(key: string): Count {
    return this.#add(key, 1);
  }

  #add(key: string, by: number): Count {
    const now = this.#now();
    this.#turn(now);
    const length = this.#length;
    const generation = this.#running(key, now) ?? this.#younger;
    const window = (generation.windows.get(key) ?? now - generation.since) + by * length;
    generation.windows.set(key, window);
    return {
      count: Math.floor(window / length),
      left: length - (now - generation.since - (window % length)),
    };
  }

  /** The count of a key now. */
  current(key: string): number {
    const now = this.#now();
    this.#turn(now);
    const window = this.#running(key, now)?.windows.get(key) ?? 0;
    return Math.floor(window / this.#length);
  }

  /** Counts up to `wanted` at once, as far as a limit allows. At the limit, counts one that is not granted. */
  take(key: string, limit: number, wanted: number): Count & { readonly granted: number } {
    const granted = Math.max(0, Math.min(wanted, limit - this.current(key)));
    return { granted, ...this.#add(key, Math.max(1, granted)) };
  }

  /** Takes one count back if the key's window has not ended. */
  takeBack(key: string): void {
    const now = this.#now();
    this.#turn(now);
    const windows = this.#running(key, now)?.windows;
    const window = windows?.get(key) ?? 0;
    if (window >= this.#length) windows?.set(key, window - this.#length);
  }

  /** The generation of a key's running window. */
  #running(key: string, now: number): Generation | undefined {
    // A window of the younger generation runs at least until the next turn.
    if (this.#younger.windows.has(key)) return this.#younger;
    const window = this.#older.windows.get(key);
    if (window === undefined) return undefined;
    return now - this.#older.since - (window % this.#length) < this.#length ? this.#older : undefined;
  }

  /** A window belongs to the generation in which it began, and ends before the next generation does. */
  #turn(now: number): void {
    const passed = now - this.#younger.since;
    if (passed < this.#length) return;
    this.#older = passed < 2 * this.#length ? this.#younger : new Generation(now - this.#length);
    this.#younger = new Generation(now);
  }
}
