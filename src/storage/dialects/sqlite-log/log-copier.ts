import { statSync } from 'node:fs';
import { versions } from 'node:process';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { untilDeadline } from '../../deadline.ts';
import { DatabaseUnavailable } from '../../errors.ts';
import { ReaderThread } from '../sqlite-readers/reader-thread.ts';
import { readerThreads } from '../sqlite-readers/reader-threads.ts';

/** Pages in the write-ahead log from which on it is copied: 16 MB. */
const limit = 4_000;
/** Pages that are written while it is copied until transactions wait, because they write faster than that: 48 MB. */
const bound = 12_000;
/** Bytes of the log's file from which on it is truncated instead of overwritten: twice as much as it usually has. */
const fileLimit = 32 * 1_048_576;
/** Pages that are so few that transactions can wait while they are copied. */
const few = 500;
/** How often it is copied beside transactions before they wait. */
const mostRounds = 4;
/** Milliseconds in which the thread waits for locks. Transactions wait as long. */
const busyTimeout = 50;
/** Milliseconds until the next attempt, if a reader prevented one or it failed. */
const pause = 1_000;
/** Pages of a log that reads must not prevent from being copied any more: 96 MB, more than while nothing prevents it. */
const tooLong = 24_000;
/** Milliseconds in which the reads that run then must end, and milliseconds until the next attempt if that did not help. */
const readsPatience = 1_000;
const readsPause = 5_000;
/** Milliseconds after which an idle thread ends, which frees its memory. */
const idleLimit = 60_000;
/** Milliseconds in which the thread closes its connection. */
const closeLimit = 5_000;

type Mode = 'passive' | 'restart' | 'truncate';
/** How many pages the log has, and how many of them are in the database. */
type Progress = { readonly isBusy: boolean; readonly pages: number; readonly copied: number };

let running = 0;

/** Whether a thread is copying. It holds up the end of the process. */
export function isCopying(): boolean {
  return running > 0;
}

/**
 * Whether SQLite may copy its log on one thread while another one writes. Earlier versions can damage the database
 * then (https://sqlite.org/wal.html#walresetbug).
 */
export function copiesSafely(version = versions.sqlite ?? ''): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return major > 3 || minor > 51 || (minor === 51 && patch >= 3);
}

/**
 * Copies SQLite's write-ahead log into the database on a thread of its own, so that no commit does it on this one. After a
 * long read, the log can have gigabytes.
 */
export class LogCopier {
  readonly #file: string;
  /** Reads how long the log is. It copies nothing. */
  readonly #readLength: StatementSync;
  /** Pages that the log had after the last commit. */
  #length = 0;
  #thread: ReaderThread | null = null;
  #isCopying = false;
  #isClosed = false;
  /** The length of the log at which transactions wait for the copy. */
  #mostPages = 0;
  #holdsTransactions = false;
  #nextAttempt = 0;
  #nextStopOfReads = 0;
  #onIdle: NodeJS.Timeout | null = null;

  /** @param writer the connection that writes, without automatic checkpoints */
  constructor(file: string, writer: DatabaseSync) {
    this.#file = file;
    this.#readLength = writer.prepare('pragma wal_checkpoint(noop)');
  }

  /** Whether transactions should not begin yet. */
  get holdsTransactions(): boolean {
    return this.#holdsTransactions;
  }

  /** Call after a commit. */
  committed(): void {
    this.#length = this.#measure();
    if (this.#length < limit || this.#isClosed) return;
    if (this.#isCopying) {
      if (this.#length >= this.#mostPages) this.#holdsTransactions = true;
    } else if (performance.now() >= this.#nextAttempt) void this.#copy();
  }

  /** Ends the thread, after what it is doing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#onIdle) clearTimeout(this.#onIdle);
    const thread = this.#thread;
    this.#thread = null;
    if (!thread) return;
    const giveUp = () => new DatabaseUnavailable('the log was not copied in time');
    await untilDeadline(thread.ask({ close: this.#file }), performance.now() + closeLimit, giveUp).then(
      () => thread.end(),
      () => {},
    );
  }

  /** A commit must not fail because this does: the next one tries again. */
  #measure(): number {
    try {
      return Number(this.#readLength.get()?.log);
    } catch {
      return 0;
    }
  }

  async #copy(): Promise<void> {
    this.#isCopying = true;
    running += 1;
    this.#mostPages = Number.POSITIVE_INFINITY;
    const continueReads = await this.#stopReads();
    this.#mostPages = this.#length + bound;
    // A full disk, for example, makes it fail. The log keeps everything until it can be copied.
    const isDone = await this.#copyAll().catch(() => false);
    continueReads?.();
    running -= 1;
    this.#isCopying = false;
    this.#holdsTransactions = false;
    if (!isDone) this.#nextAttempt = performance.now() + pause;
    this.#endWhenIdle();
  }

  /**
   * Lets no long read begin if the log is too long: while one reads an old state, the log does not begin again, so several that
   * overlap could make it grow forever.
   * @returns a function that lets them begin again; null if they were not stopped
   */
  async #stopReads(): Promise<(() => void) | null> {
    const now = performance.now();
    if (this.#length < tooLong || now < this.#nextStopOfReads) return null;
    // A read of another process can prevent the copy nevertheless.
    this.#nextStopOfReads = now + readsPause;
    return readerThreads.drain(now + readsPatience);
  }

  /**
   * Copies the log, and lets the next transaction write at its beginning again. Only for the last few pages, transactions wait.
   * @returns whether no reader or other process prevented it
   */
  async #copyAll(): Promise<boolean> {
    let before = 0;
    for (let round = 1; round <= mostRounds; round += 1) {
      const { isBusy, pages, copied } = await this.#checkpoint('passive');
      if (isBusy || pages - copied > few) return false;
      if (copied - before <= few) break;
      before = copied;
    }
    this.#holdsTransactions = true;
    const isLong = statSync(`${this.#file}-wal`).size > fileLimit;
    const { isBusy } = await this.#checkpoint(isLong ? 'truncate' : 'restart');
    return !isBusy;
  }

  async #checkpoint(mode: Mode): Promise<Progress> {
    const thread = this.#liveThread();
    const { rows } = await thread.ask({
      file: this.#file,
      sql: `pragma wal_checkpoint(${mode})`,
      parameters: [],
    });
    const [busy, pages, copied] = rows[0] ?? [];
    return { isBusy: busy !== 0, pages: Number(pages), copied: Number(copied) };
  }

  #liveThread(): ReaderThread {
    if (this.#isClosed) throw new DatabaseUnavailable('the database was closed');
    if (this.#thread && !this.#thread.hasEnded) return this.#thread;
    const thread = new ReaderThread(() => {});
    // If it fails, so does what follows.
    thread
      .ask({ file: this.#file, sql: `pragma busy_timeout = ${busyTimeout}`, parameters: [] })
      .catch(() => {});
    this.#thread = thread;
    return thread;
  }

  #endWhenIdle(): void {
    if (this.#isClosed) return;
    this.#onIdle ??= setTimeout(() => this.#endThread(), idleLimit).unref();
    this.#onIdle.refresh();
  }

  #endThread(): void {
    if (this.#isCopying) return;
    void this.#thread?.end();
    this.#thread = null;
  }
}
