import { Worker } from 'node:worker_threads';
import { DatabaseUnavailable } from '../../errors.ts';
import { type Answer, type Failure, isAnswer, type Order, type Rows } from './messages.ts';

/** Megabytes of JavaScript objects of a thread: it holds one result at a time. */
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 128 };

/** A thread with read-only connections, which runs one query after the other. */
export class ReaderThread {
  readonly #worker: Worker;
  /** Settle the answers that are still expected, oldest first. */
  readonly #expected: PromiseWithResolvers<Rows>[] = [];
  #ended: Error | null = null;

  /** @param onEnd called when the thread has ended, for whatever reason */
  constructor(onEnd: () => void) {
    this.#worker = new Worker(new URL('./thread.js', import.meta.url), { resourceLimits, execArgv: [] });
    // An idle thread does not keep the process running.
    this.#worker.unref();
    this.#worker.on('message', (message: object) => {
      if (isAnswer(message)) this.#settle(message);
    });
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.once('exit', () => {
      this.#fail(new Error('it has ended'));
      onEnd();
    });
  }

  get hasEnded(): boolean {
    return this.#ended !== null;
  }

  /** @throws the error of SQLite; DatabaseUnavailable if the thread ends */
  ask(order: Order): Promise<Rows> {
    const answer = Promise.withResolvers<Rows>();
    if (this.#ended) answer.reject(this.#ended);
    else {
      this.#expected.push(answer);
      this.#worker.ref();
      this.#worker.postMessage(order);
    }
    return answer.promise;
  }

  /** Ends the thread. A query that is running ends first: node:sqlite cannot interrupt it. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(answer: Answer): void {
    const expected = this.#expected.shift();
    if (this.#expected.length === 0) this.#worker.unref();
    if ('failure' in answer) expected?.reject(errorOf(answer.failure));
    else expected?.resolve(answer);
  }

  #fail(cause: unknown): void {
    this.#ended ??= new DatabaseUnavailable('a reader thread failed', cause);
    for (const expected of this.#expected.splice(0)) expected.reject(this.#ended);
  }
}

function errorOf({ message, code, errcode }: Failure): Error {
  return Object.assign(new Error(message), { code, errcode });
}
