/** What a window says of a key after it was counted. */
export type Count = {
  /** How often the key was counted in its window, this time included. */
  readonly count: number;
  /** Milliseconds until the window ends. */
  readonly left: number;
};

type Window = { count: number; readonly start: number };

/**
 * Counts keys in windows of a fixed length that begin with the first count of a key. Two generations of windows, of
 * which the older is dropped whole when it can hold none that still runs: no timer and no search, and memory for the
 * keys of two lengths at most.
 */
export class Windows {
  readonly #length: number;
  readonly #now: () => number;
  #younger = new Map<string, Window>();
  #older = new Map<string, Window>();
  /** When the younger generation began. */
  #since: number;

  /**
   * @param length milliseconds
   * @param now milliseconds of a clock that never jumps
   */
  constructor(length: number, now: () => number) {
    this.#length = length;
    this.#now = now;
    this.#since = now();
  }

  /** How many windows are kept. */
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

  /** Takes one count back, where the key's window still runs. */
  takeBack(key: string): void {
    const window = this.#running(key, this.#now());
    if (window && window.count > 0) window.count -= 1;
  }

  #running(key: string, now: number): Window | undefined {
    const window = this.#younger.get(key) ?? this.#older.get(key);
    return window && now - window.start < this.#length ? window : undefined;
  }

  /** A window lies in the generation in which it began, and so runs no longer than through the next one. */
  #turn(now: number): void {
    const passed = now - this.#since;
    if (passed < this.#length) return;
    this.#older = passed < 2 * this.#length ? this.#younger : new Map();
    this.#younger = new Map();
    this.#since = now;
  }
}
