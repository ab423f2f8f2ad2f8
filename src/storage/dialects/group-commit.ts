import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { DatabaseUnavailable, isLocked } from '../errors.ts';

/** Transactions that share one commit at most, and how many milliseconds after the first the next ones have to wait. */
const most = 200;
const longest = 25;
/** Milliseconds between two looks at the write lock of another process. */
const pause = 2;

/** Transactions that commit together: all of them become durable with one write to the disk, or none does. */
export type Batch = {
  readonly began: number;
  readonly ended: Promise<void>;
  readonly settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void };
  works: number;
  /** Why it ended before those who were still in it. */
  failure: unknown;
};

/**
 * Group commit for SQLite. Waiting for the disk is dear, so the transactions that one turn of the event loop brings
 * share it: each is a savepoint of one real transaction, in the order in which they came, and is told that it committed
 * when that one has. One that fails takes back its own savepoint only. A transaction by itself commits at the end of the
 * turn.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  /** The batch whose real transaction is open. */
  #batch: Batch | null = null;
  /** Whether it is somebody's turn; the others wait in line. */
  #busy = false;
  /** Whether their savepoint is open. */
  #inside = false;
  readonly #waiting: (() => void)[] = [];
  #commitComes = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Begins one's own part of the batch, once it is one's turn.
   * @param by when it must have begun, by the clock of `performance.now()`
   * @throws Error of SQLite when another process keeps the write lock until then; DatabaseUnavailable when the turn
   * does not come
   */
  async begin(by: number): Promise<Batch> {
    if (this.#busy) await this.#turn(by);
    this.#busy = true;
    try {
      this.#batch ??= await this.#open(by);
      this.#database.exec('savepoint work');
      this.#inside = true;
      return this.#batch;
    } catch (error) {
      this.#passOn();
      throw error;
    }
  }

  /**
   * Ends one's own part. It has committed when the batch has ended.
   * @throws what the batch failed of; rollback is to follow, as after any error
   */
  release(batch: Batch): void {
    this.#require(batch);
    this.#database.exec('release work');
    batch.works += 1;
    this.#passOn();
  }

  /** Takes one's own part back. The rest of the batch goes on. */
  rollback(batch: Batch): void {
    if (batch === this.#batch) this.#database.exec('rollback to work; release work');
    this.#passOn();
  }

  /**
   * Runs a statement of the one whose turn it is. After some failures, such as a full disk, SQLite takes back the whole
   * real transaction, and with it what others did before: then the batch has failed, and nothing more of it runs.
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

  /** Commits what waits for it; what is not finished does not happen. */
  close(): void {
    const batch = this.#batch;
    if (batch && this.#inside) this.#database.exec('rollback to work; release work');
    this.#end();
    if (batch) batch.failure = new DatabaseUnavailable('the database was closed');
  }

  /** Waits in line. One who leaves before their turn has come is passed over. */
  #turn(by: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const come = () => {
        clearTimeout(timer);
        resolve();
      };
      const leave = () => {
        const place = this.#waiting.indexOf(come);
        if (place === -1) return;
        this.#waiting.splice(place, 1);
        reject(new DatabaseUnavailable('database is locked'));
      };
      const timer = setTimeout(leave, Math.max(1, by - performance.now()));
      this.#waiting.push(come);
    });
  }

  async #open(by: number): Promise<Batch> {
    await this.#lock(by);
    const { promise: ended, ...settle } = Promise.withResolvers<void>();
    // Where every part was taken back, nobody waits to hear of it.
    ended.catch(() => {});
    return { began: performance.now(), ended, settle, works: 0, failure: null };
  }

  /** SQLite would wait by itself, and stop this whole process meanwhile. */
  async #lock(by: number): Promise<void> {
    for (; ; await setTimeoutAsync(pause)) {
      try {
        return this.#database.exec('begin immediate');
      } catch (error) {
        if (!isLocked(error) || performance.now() >= by) throw error;
      }
    }
  }

  #passOn(): void {
    this.#inside = false;
    if (this.#batch && isFull(this.#batch)) this.#end();
    const next = this.#waiting.shift();
    this.#busy = next !== undefined;
    if (next) next();
    else this.#commitSoon();
  }

  #commitSoon(): void {
    if (!this.#batch || this.#commitComes) return;
    this.#commitComes = true;
    setImmediate(() => {
      this.#commitComes = false;
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

  /** Whoever is in a batch that has ended does nothing more: it would be in no transaction. */
  #require(batch: Batch): void {
    if (batch !== this.#batch) throw batch.failure;
  }
}

function isFull({ began, works }: Batch): boolean {
  return works >= most || performance.now() - began >= longest;
}
