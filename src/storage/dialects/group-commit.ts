import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { DatabaseUnavailable, isLocked } from '../errors.ts';

/**
 * Maximum number of transactions per commit, and milliseconds after the first one at which the next ones must
 * wait.
 */
const maxTransactions = 200;
const maxDuration = 25;
/** Milliseconds between two attempts to get another process's write lock. */
const lockRetryInterval = 2;

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
  /** The batch with the open real transaction. */
  #batch: Batch | null = null;
  /** Whether a transaction is running; the others wait. */
  #busy = false;
  /** Whether its savepoint is open. */
  #inSavepoint = false;
  readonly #waiting: (() => void)[] = [];
  #commitScheduled = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Begins a transaction of the batch, when it is its turn.
   * @param by deadline on the clock of `performance.now()`
   * @throws Error of SQLite if another process holds the write lock until the deadline; DatabaseUnavailable
   * if it is not its turn by then
   */
  async begin(by: number): Promise<Batch> {
    if (this.#busy) await this.#waitForTurn(by);
    this.#busy = true;
    try {
      this.#batch ??= await this.#open(by);
      this.#database.exec('savepoint work');
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
    this.#database.exec('release work');
    batch.transactions += 1;
    this.#startNext();
  }

  /** Rolls back a transaction. The rest of the batch continues. */
  rollback(batch: Batch): void {
    if (batch === this.#batch) this.#database.exec('rollback to work; release work');
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
    if (batch && this.#inSavepoint) this.#database.exec('rollback to work; release work');
    this.#end();
    if (batch) batch.failure = new DatabaseUnavailable('the database was closed');
  }

  /** Waits for its turn. A transaction that gives up is skipped. */
  #waitForTurn(by: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = () => {
        clearTimeout(timer);
        resolve();
      };
      const giveUp = () => {
        const index = this.#waiting.indexOf(start);
        if (index === -1) return;
        this.#waiting.splice(index, 1);
        reject(new DatabaseUnavailable('database is locked'));
      };
      const timer = setTimeout(giveUp, Math.max(1, by - performance.now()));
      this.#waiting.push(start);
    });
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
      try {
        return this.#database.exec('begin immediate');
      } catch (error) {
        if (!isLocked(error) || performance.now() >= by) throw error;
      }
    }
  }

  #startNext(): void {
    this.#inSavepoint = false;
    if (this.#batch && isFull(this.#batch)) this.#end();
    const next = this.#waiting.shift();
    this.#busy = next !== undefined;
    if (next) next();
    else this.#scheduleCommit();
  }

  #scheduleCommit(): void {
    if (!this.#batch || this.#commitScheduled) return;
    this.#commitScheduled = true;
    setImmediate(() => {
      this.#commitScheduled = false;
      if (!this.#busy) this.#end();
    });
  }

  #end(): void {
    const batch = this.#batch;
    if (!batch) return;
    this.#batch = null;
    try {
      this.#database.exec('commit');
      batch.settle.resolve();
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

function isFull({ began, transactions }: Batch): boolean {
  return transactions >= maxTransactions || performance.now() - began >= maxDuration;
}
