import type { CompiledQuery, QueryResult } from 'kysely';
import { deadline, untilDeadline } from '../../deadline.ts';
import { DatabaseUnavailable } from '../../errors.ts';
import { FairQueue, type Leave } from '../../load/fair-queue.ts';
import { whileWanted } from '../../load/work.ts';
import { objectsOf } from './messages.ts';
import { ReaderThread } from './reader-thread.ts';

/** Threads of the process, and how many of them one organization uses at once, so that others find one. */
const slots = 2;
const slotsPerTenant = 1;
/** How many queries of one organization and of all wait at most. */
const waitingPerTenant = 200;
const waiting = 800;
/**
 * Late threads that are replaced. SQLite in Node cannot interrupt a query, so a late one runs to its end. If more are
 * late, the others wait for them.
 */
const mostLate = 2;
/** Milliseconds without a query after which a thread ends, which frees its memory. */
const idleLimit = 600_000;
/** Milliseconds in which threads close a file. */
const closeLimit = 500;

/**
 * The threads that run long reads of SQLite, so that they do not hold the event loop. All databases of the process
 * share them. They start when they are needed.
 */
export class ReaderThreads {
  readonly #queue = new FairQueue({ name: 'reads', slots, slotsPerTenant, waitingPerTenant, waiting });
  readonly #all = new Set<ReaderThread>();
  /** The last one has been used most recently. */
  readonly #idle: ReaderThread[] = [];
  readonly #late = new Set<ReaderThread>();
  #onIdle: NodeJS.Timeout | null = null;

  /** Whether a query is running that should have ended. It holds up the end of the process too. */
  get isLate(): boolean {
    return this.#late.size > 0;
  }

  /**
   * Runs a query on a snapshot that contains everything committed so far.
   * @throws the error of SQLite; Overloaded if too many wait; DatabaseUnavailable at the deadline
   */
  async run<Row>(file: string, { sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const by = deadline();
    const leave = await this.#queue.enter(by);
    const thread = this.#take();
    const turn = { leave: once(leave), by, thread };
    const answer = thread.ask({ file, sql, parameters });
    answer.then(
      () => this.#putBack(turn),
      () => this.#putBack(turn),
    );
    const late = () => this.#leaveLate(turn);
    const rows = await untilDeadline(
      whileWanted(answer, () => {}),
      by,
      late,
    );
    return { rows: objectsOf<Row>(rows) };
  }

  /**
   * Lets no query begin until the returned function is called, and waits until none runs, except late ones, at most until a
   * deadline.
   */
  drain(by: number): Promise<() => void> {
    return this.#queue.drain(by);
  }

  /** Closes the connections to a file. Does not wait for late threads. */
  async close(file: string): Promise<void> {
    const threads = [...this.#all].filter((thread) => !this.#late.has(thread));
    const closed = Promise.all(threads.map((thread) => thread.ask({ close: file })));
    const giveUp = () => new DatabaseUnavailable('a reader thread did not close its connection in time');
    await untilDeadline(closed, performance.now() + closeLimit, giveUp).catch(() => {});
  }

  #take(): ReaderThread {
    const idle = this.#idle.pop();
    if (idle) return idle;
    const thread = new ReaderThread(() => this.#forget(thread));
    this.#all.add(thread);
    return thread;
  }

  #putBack({ thread, leave }: Turn): void {
    this.#late.delete(thread);
    // A late one may have been replaced.
    const needed = this.#all.size - this.#late.size <= slots;
    if (!thread.hasEnded && needed) this.#idle.push(thread);
    else void thread.end();
    this.#onIdle ??= setTimeout(() => this.#endIdle(), idleLimit).unref();
    this.#onIdle.refresh();
    leave();
  }

  #leaveLate({ thread, leave }: Turn): Error {
    if (this.#late.size < mostLate) {
      this.#late.add(thread);
      leave();
    }
    return new DatabaseUnavailable('the database did not respond in time');
  }

  #forget(thread: ReaderThread): void {
    this.#all.delete(thread);
    this.#late.delete(thread);
    const index = this.#idle.indexOf(thread);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  #endIdle(): void {
    for (const thread of this.#idle.splice(0)) void thread.end();
  }
}

type Turn = { readonly thread: ReaderThread; readonly leave: Leave };

/** The threads of this process. */
export const readerThreads = new ReaderThreads();

function once(leave: Leave): Leave {
  let left = false;
  return () => {
    if (!left) leave();
    left = true;
  };
}
