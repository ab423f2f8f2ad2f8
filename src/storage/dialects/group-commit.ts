import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { recorder } from '../../telemetry/recorder.ts';
import { DatabaseUnavailable, isLocked } from '../errors.ts';
import { FairQueue, type Leave } from '../load/fair-queue.ts';
import type { LogCopier } from './sqlite-log/log-copier.ts';

/**
 * Maximum number of transactions per commit, and milliseconds after the first one at which the next ones must
 * wait.
 */
const maxTransactions = 200;
const maxDuration = 12;
/** Milliseconds between two attempts to get another process's write lock. */
const lockRetryInterval = 2;

/**
 * How many transactions of one organization and of all wait at most: at a thousand a second, those that can still
 * finish before their deadline.
 */
const waitingPerTenant = 1_000;
const waiting = 4_000;

/** Transactions that commit together with one write to disk, or fail together. */
export type Batch = {
  readonly began: number;
  readonly ended: Promise<void>;
  readonly settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void };
  transactions: number;
  /** The error that ended it before its transactions were done. */
  failure: unknown;
};

/**
 * Group commit for SQLite. Waiting for the disk is expensive, so the transactions of one turn of the event
 * loop share one real transaction, as savepoints in order, and resolve when it has committed. A failed one
 * rolls back only its own savepoint. A single transaction commits at the end of the turn.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #savepoint: StatementSync;
  readonly #release: StatementSync;
  /** The batch with the open real transaction. */
  #batch: Batch | null = null;
  /** One transaction runs, the others wait. */
  readonly #turns = new FairQueue({ name: 'transactions', slots: 1, waitingPerTenant, waiting });
  /** Ends the turn of the running transaction. */
  #leave: Leave = () => {};
  /** Whether its savepoint is open. */
  #inSavepoint = false;
  #commitScheduled = false;
  readonly #isAlone: boolean;
  readonly #log: LogCopier | null;

  /**
   * @param isAlone whether each transaction commits by itself, without a savepoint. A savepoint keeps every page that it
   * changes for the first time in memory, and the end of each statement in it goes through all of them.
   * @param log copies what was committed into the database; without it, SQLite does so after some commits
   */
  constructor(database: DatabaseSync, isAlone = false, log: LogCopier | null = null) {
    this.#database = database;
    this.#savepoint = database.prepare('savepoint work');
    this.#release = database.prepare('release work');
    this.#isAlone = isAlone;
    this.#log = log;
  }

  /**
   * Begins a transaction of the batch, when it is its turn.
   * @param by deadline on the clock of `performance.now()`
   * @throws Error of SQLite if another process holds the write lock until the deadline; Overloaded if it is not
   * its turn by then, or if too many wait already
   */
  async begin(by: number): Promise<Batch> {
    const entered = this.#turns.enter(by);
    this.#leave = entered instanceof Promise ? await entered : entered;
    try {
      this.#batch ??= await this.#open(by);
      if (!this.#isAlone) this.#savepoint.run();
      this.#inSavepoint = true;
      return this.#batch;
    } catch (error) {
      this.#startNext();
      throw error;
    }
  }

  /**
   * Ends a transaction. It has committed when the batch has ended.
   * @throws the error of a failed batch; the caller rolls back, as after any error
   */
  release(batch: Batch): void {
    this.#require(batch);
    if (!this.#isAlone) this.#release.run();
    batch.transactions += 1;
    this.#startNext();
  }

  /** Rolls back a transaction. The rest of the batch continues. */
  rollback(batch: Batch): void {
    if (batch === this.#batch) this.#undo();
    this.#startNext();
  }

  /**
   * Runs a statement of the current transaction. After some errors, such as a full disk, SQLite rolls back
   * the whole real transaction with all transactions in it: then the batch has failed and runs nothing more.
   */
  run<Result>(batch: Batch, statement: () => Result): Result {
    this.#require(batch);
    try {
      return statement();
    } catch (error) {
      if (!this.#database.isTransaction) this.#fail(batch, error);
      throw error;
    }
  }

  /** Commits finished transactions and rolls back the unfinished one. */
  close(): void {
    const batch = this.#batch;
    if (batch && this.#inSavepoint) this.#undo();
    this.#end();
    if (batch) batch.failure = new DatabaseUnavailable('the database was closed');
  }

  #undo(): void {
    this.#database.exec(this.#isAlone ? 'rollback; begin' : 'rollback to work; release work');
  }

  async #open(by: number): Promise<Batch> {
    await this.#lock(by);
    const { promise: ended, ...settle } = Promise.withResolvers<void>();
    // If every transaction was rolled back, nothing awaits this promise.
    ended.catch(() => {});
    return { began: performance.now(), ended, settle, transactions: 0, failure: null };
  }

  /** SQLite's own waiting would block the whole process. */
  async #lock(by: number): Promise<void> {
    for (; ; await setTimeoutAsync(lockRetryInterval)) {
      if (this.#log?.holdsTransactions && performance.now() < by) continue;
      try {
        return this.#database.exec('begin immediate');
      } catch (error) {
        if (!isLocked(error) || performance.now() >= by) throw error;
      }
    }
  }

  #startNext(): void {
    this.#inSavepoint = false;
    const leave = this.#leave;
    if (this.#isAlone) this.#end();
    else if (this.#batch && isFull(this.#batch)) {
      this.#end();
      // Those that wait would otherwise all run in this turn of the event loop, hundreds after a copy of the log.
      setImmediate(leave);
      return;
    }
    leave();
    if (this.#turns.isIdle) this.#scheduleCommit();
  }

  #scheduleCommit(): void {
    if (!this.#batch || this.#commitScheduled) return;
    this.#commitScheduled = true;
    setImmediate(() => {
      this.#commitScheduled = false;
      if (this.#turns.isIdle) this.#end();
    });
  }

  #end(): void {
    const batch = this.#batch;
    if (!batch) return;
    this.#batch = null;
    try {
      const since = recorder && performance.now();
      this.#database.exec('commit');
      if (since !== null) measureCommit(batch, since);
      batch.settle.resolve();
      this.#log?.committed();
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      this.#fail(batch, error);
    }
  }

  #fail(batch: Batch, error: unknown): void {
    if (batch === this.#batch) this.#batch = null;
    batch.failure = error;
    batch.settle.reject(error);
  }

  /** A transaction of an ended batch must not run statements, because it would be in no transaction. */
  #require(batch: Batch): void {
    if (batch !== this.#batch) throw batch.failure;
  }
}

function measureCommit({ transactions }: Batch, since: number): void {
  const seconds = (performance.now() - since) / 1_000;
  recorder?.observe('spedy_sqlite_commit_duration_seconds', {}, seconds);
  recorder?.observe('spedy_sqlite_commit_group_transactions', {}, transactions);
}

function isFull({ began, transactions }: Batch): boolean {
  return transactions >= maxTransactions || performance.now() - began >= maxDuration;
}
