import type { ChangeCursor, ChangePage, ChangeSource } from '../storage/changes/change-source.ts';

/** Milliseconds after which what was read last vouches for nothing any more (SPEC: one second). */
const bound = 1_000;
/** Milliseconds between two reads. */
const interval = 100;
/** Milliseconds that changes stay in the feed at least after every process could read them. */
const keptFor = 600_000;

/** What is told of changes: the ids they name, or that some may have been missed. */
export type ChangeReader = {
  readonly changed: (subjects: readonly string[]) => void;
  readonly missed: () => void;
};

/**
 * Reads the feed of changes a few times a second, and knows until when what it read can be relied on. A read vouches
 * for all that had committed when it began, by this process's own clock, which never jumps. After a lapse everything
 * counts as missed: the database that is back may be a standby with another history.
 */
export class ChangeFeed {
  readonly #source: ChangeSource;
  readonly #now: () => number;
  readonly #reader: ChangeReader;
  readonly #onHealth: (error: unknown) => void;
  #cursor: ChangeCursor | null = null;
  /** When the last good read began. */
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #healthy = true;
  /** Floors that were read, each with its time: what lies below an old one may be swept. */
  #floors: { readonly at: number; readonly floor: number }[] = [];

  /**
   * @param now milliseconds of a clock that never jumps
   * @param onHealth told of the error when reads begin to fail, and of null when they succeed again
   */
  constructor(
    source: ChangeSource,
    now: () => number,
    reader: ChangeReader,
    onHealth: (error: unknown) => void,
  ) {
    this.#source = source;
    this.#now = now;
    this.#reader = reader;
    this.#onHealth = onHealth;
  }

  start(): void {
    this.#timer = setInterval(() => void this.poll(), interval).unref();
    void this.poll();
  }

  /** Whether every change that committed up to a second ago has been told. */
  isCurrent(): boolean {
    return this.#now() - this.#readAt <= bound;
  }

  /** Reads once. A read that is still running is waited for instead; one that fails is tried again at the next tick. */
  poll(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** A position below which every process has long read all; null: not yet known. */
  sweepable(): number | null {
    const now = this.#now();
    if (this.#cursor && this.isCurrent()) this.#floors.push({ at: now, floor: this.#cursor.floor });
    const old = this.#floors.filter(({ at }) => now - at >= keptFor);
    this.#floors.splice(0, old.length - 1);
    return old.at(-1)?.floor ?? null;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
    await this.#source.close();
  }

  async #read(): Promise<void> {
    const began = this.#now();
    try {
      const page = await this.#source.read(this.#cursor);
      this.#apply(page, began);
      this.#report(null);
    } catch (error) {
      this.#report(error);
    }
  }

  #apply({ subjects, cursor, gap }: ChangePage, began: number): void {
    if (gap || began - this.#readAt > bound) this.#reader.missed();
    else if (subjects.length > 0) this.#reader.changed(subjects);
    this.#cursor = cursor;
    this.#readAt = began;
  }

  #report(error: unknown): void {
    const healthy = error === null;
    if (healthy !== this.#healthy) this.#onHealth(error);
    this.#healthy = healthy;
  }
}
