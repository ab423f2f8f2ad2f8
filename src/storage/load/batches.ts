import { deadline, untilDeadline, withDeadline } from '../deadline.ts';
import { OutcomeUnknown } from '../errors.ts';
import { FairQueue } from './fair-queue.ts';
import { Overloaded } from './overloaded.ts';
import { currentWork, ownWork, requireWanted, runWork } from './work.ts';

/** Changes of one organization and of all that are in batches, or that wait for one. */
const slots = 128;
const slotsPerTenant = 96;
const waitingPerTenant = 1_000;
const waiting = 4_000;

/** How many changes one batch has, and how many batches run at once: one executes while another waits for the disk. */
const mostChanges = 48;
const mostBatches = 2;

type Waiting<Change, Result> = {
  readonly change: Change;
  /** Its deadline on the clock of `performance.now()`. */
  readonly by: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Collects small changes of concurrent requests and makes them together, with one statement for all of them. Each has its own
 * result, after the commit. Organizations share a batch fairly.
 */
export class Batches<Change, Result> {
  readonly #make: (changes: readonly Change[]) => Promise<readonly Result[]>;
  readonly #name: string;
  readonly #queue: FairQueue;
  #waiting: Waiting<Change, Result>[] = [];
  #running = 0;
  #isScheduled = false;

  /**
   * @param name of its queue, in logs and metrics
   * @param make makes changes, and returns their results in the same order. If it throws, all of them have failed
   */
  constructor(name: string, make: (changes: readonly Change[]) => Promise<readonly Result[]>) {
    this.#make = make;
    this.#name = name;
    this.#queue = new FairQueue({ name, slots, slotsPerTenant, waitingPerTenant, waiting });
  }

  /**
   * Makes a change.
   * @throws Overloaded, before it is made; OutcomeUnknown if it is not confirmed by the deadline; what `make` throws
   */
  async add(change: Change): Promise<Result> {
    requireWanted();
    const by = deadline();
    const entered = this.#queue.enter(by);
    const leave = entered instanceof Promise ? await entered : entered;
    currentWork().keep?.();
    try {
      const { promise: made, resolve, reject } = Promise.withResolvers<Result>();
      const waiting = { change, by, resolve, reject };
      this.#waiting.push(waiting);
      this.#schedule();
      return await untilDeadline(made, by, () => this.#late(waiting));
    } finally {
      leave();
    }
  }

  /** Returns the error of a change that is not made by its deadline. One that still waits is never made. */
  #late(waiting: Waiting<Change, Result>): Error {
    const index = this.#waiting.indexOf(waiting);
    if (index === -1) return new OutcomeUnknown('the database did not respond in time');
    this.#waiting.splice(index, 1);
    return Overloaded.of(this.#name, 'deadline');
  }

  /** A batch begins at the end of the turn, with all changes of the turn. */
  #schedule(): void {
    if (this.#isScheduled || this.#running >= mostBatches || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      void this.#runNext();
    });
  }

  /** Takes the changes of the next batch, without those that are too late: their clients were told that they failed. */
  #take(): Waiting<Change, Result>[] {
    const now = performance.now();
    const batch: Waiting<Change, Result>[] = [];
    let taken = 0;
    for (const waiting of this.#waiting) {
      if (batch.length === mostChanges) break;
      taken += 1;
      if (waiting.by > now) batch.push(waiting);
      else waiting.reject(Overloaded.of(this.#name, 'deadline'));
    }
    this.#waiting.splice(0, taken);
    return batch;
  }

  async #runNext(): Promise<void> {
    const batch = this.#take();
    if (batch.length === 0) return;
    this.#running += 1;
    this.#schedule();
    try {
      const latest = Math.max(...batch.map(({ by }) => by));
      const changes = batch.map(({ change }) => change);
      // No tenant's work: those of the batch have had their turns.
      const results = await runWork({ ...ownWork }, () =>
        withDeadline(Math.max(1, latest - performance.now()), () => this.#make(changes)),
      );
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.#running -= 1;
      this.#schedule();
    }
  }
}
