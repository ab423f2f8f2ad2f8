/**
 * Remembers values for at least a length, and at most two. Keeps two generations and drops the older one as a whole, so
 * it needs no timer and no search, and its memory is limited to the keys of two lengths.
 */
export class Recent<Value> {
  readonly #length: number;
  readonly #now: () => number;
  #younger = new Map<string, Value>();
  #older = new Map<string, Value>();
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

  get(key: string): Value | undefined {
    return this.#younger.get(key) ?? this.#older.get(key);
  }

  set(key: string, value: Value): void {
    this.#turn();
    this.#younger.set(key, value);
  }

  #turn(): void {
    const now = this.#now();
    const passed = now - this.#since;
    if (passed < this.#length) return;
    this.#older = passed < 2 * this.#length ? this.#younger : new Map();
    this.#younger = new Map();
    this.#since = now;
  }
}
