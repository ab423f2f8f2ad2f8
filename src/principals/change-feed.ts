import type { ChangeCursor, ChangePage, ChangeSource } from '../storage/changes/change-source.ts';
import { recorder } from '../telemetry/recorder.ts';

/** Milliseconds for which a read keeps the feed current (SPEC: one second). */
const maxLag = 1_000;
/** Milliseconds between two reads. */
const interval = 100;
/** Minimum time in milliseconds that changes stay in the feed after every process could read them. */
const retention = 600_000;

/** Receives the IDs that changed, or that some changes may have been missed. */
export type ChangeReader = {
  readonly changed: (subjects: readonly string[]) => void;
  readonly missed: () => void;
  /** Every page, and whether it continues the one before. */
  readonly page?: (page: ChangePage, isContinued: boolean) => void;
};

/**
 * Reads the change feed several times a second, and knows how long the result is current. A read covers
 * everything committed before it started, by this process's monotonic clock. After a pause all changes count
 * as missed, because the database may have failed over to a standby with a different history.
 */
export class ChangeFeed {
  readonly #source: ChangeSource;
  readonly #now: () => number;
  readonly #reader: ChangeReader;
  readonly #onHealth: (error: unknown) => void;
  #cursor: ChangeCursor | null = null;
  readonly #createdAt: number;
  #lastRead = 0;
  /** Start of the last successful read. */
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #healthy = true;
  /** Floors with the time they were read; changes below an old floor can be swept. */
  #floors: { readonly at: number; readonly floor: number }[] = [];

  /**
   * @param now milliseconds of a monotonic clock
   * @param onHealth called with the error when reads start to fail, and with null when they succeed again
   */
  constructor(
    source: ChangeSource,
    now: () => number,
    reader: ChangeReader,
    onHealth: (error: unknown) => void,
  ) {
    this.#source = source;
    this.#now = now;
    this.#createdAt = now();
    this.#reader = reader;
    this.#onHealth = onHealth;
  }

  start(): void {
    this.#timer = setInterval(() => void this.poll(), interval).unref();
    void this.poll();
  }

  /** Whether every change committed up to one second ago has been reported. */
  isCurrent(): boolean {
    return this.#now() - this.#readAt <= maxLag;
  }

  /** Milliseconds since the start of the last good read; since its creation before the first one. */
  get lag(): number {
    return this.#now() - Math.max(this.#readAt, this.#createdAt);
  }

  /** How long the last read took, in milliseconds, also if it failed. */
  get lastRead(): number {
    return this.#lastRead;
  }

  /** Reads once, or waits for the running read. A failed read is retried at the next tick. */
  poll(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** A position that every process read long ago, or null if there is none yet. */
  sweepable(): number | null {
    const now = this.#now();
    if (this.#cursor && this.isCurrent()) this.#floors.push({ at: now, floor: this.#cursor.floor });
    const old = this.#floors.filter(({ at }) => now - at >= retention);
    this.#floors.splice(0, old.length - 1);
    return old.at(-1)?.floor ?? null;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
    await this.#source.close();
  }

  async #read(): Promise<void> {
    const startedAt = this.#now();
    try {
      const page = await this.#source.read(this.#cursor);
      this.#apply(page, startedAt);
      this.#measure('ok', startedAt);
      this.#report(null);
    } catch (error) {
      this.#measure('failed', startedAt);
      this.#report(error);
    }
  }

  #apply(page: ChangePage, startedAt: number): void {
    const { changes, cursor, gap } = page;
    const isContinued = !gap && startedAt - this.#readAt <= maxLag;
    // Positions of another server say nothing about this one's.
    if (gap) this.#floors = [];
    if (!isContinued) {
      this.#reader.missed();
      recorder?.add('spedy_change_feed_gaps_total', {});
    } else if (changes.length > 0) {
      this.#reader.changed(changes.map(({ subject }) => subject));
      // What the previous read did not see has committed after that read began.
      const delay = this.#now() - this.#readAt;
      recorder?.observe('spedy_revocation_delay_seconds', {}, delay / 1_000);
    }
    this.#cursor = cursor;
    this.#readAt = startedAt;
    this.#reader.page?.(page, isContinued);
  }

  #measure(outcome: 'ok' | 'failed', startedAt: number): void {
    this.#lastRead = this.#now() - startedAt;
    recorder?.add('spedy_change_feed_reads_total', { outcome });
    recorder?.observe('spedy_change_feed_read_duration_seconds', {}, this.#lastRead / 1_000);
  }

  #report(error: unknown): void {
    const healthy = error === null;
    if (healthy !== this.#healthy) this.#onHealth(error);
    this.#healthy = healthy;
  }
}
