import { monotonic, windowLength } from '../../contract/limits/limits.ts';
import { type Entered, OwnSlots } from '../../contract/limits/slots.ts';
import { Windows } from '../../contract/limits/windows.ts';
import type { Answer, Question } from './messages.ts';
import type { WorkerProcess } from './worker-process.ts';

/** What this needs of a worker. */
type Asker = Pick<WorkerProcess, 'ended' | 'send'>;

/**
 * Divides what remains of a limit: each lease is this part of one worker's share. Smaller leases leave less unused in other
 * workers, and cost more questions.
 */
const leasesPerShare = 16;

/** Counts the limits of all workers. A worker that ends frees its slots; what it has counted stays counted. */
export class MachineLimits {
  readonly #workers: number;
  readonly #windows = new Windows(windowLength, monotonic);
  readonly #slots = new Map<string, OwnSlots>();
  readonly #held = new Map<Asker, Map<number, () => void>>();

  /** @param workers how many there are */
  constructor(workers: number) {
    this.#workers = workers;
  }

  /** Takes note of a new worker. */
  add(worker: Asker): void {
    const held = new Map<number, () => void>();
    this.#held.set(worker, held);
    void worker.ended.then(() => {
      this.#held.delete(worker);
      for (const release of held.values()) release();
    });
  }

  answer(worker: Asker, questions: readonly Question[]): void {
    const answers = questions.flatMap((question) => this.#answerTo(worker, question) ?? []);
    if (answers.length > 0) worker.send({ kind: 'answers', answers });
  }

  #answerTo(worker: Asker, question: Question): Answer | null {
    switch (question.ask) {
      case 'lease':
      case 'attempt':
        return { id: question.id, ...this.#take(question) };
      case 'giveBack':
        this.#windows.takeBack(question.key);
        return null;
      case 'release':
        this.#held.get(worker)?.get(question.id)?.();
        this.#held.get(worker)?.delete(question.id);
        return null;
      case 'enter':
        return this.#enter(worker, question);
    }
  }

  #take({ ask, key, limit }: Question & { readonly ask: 'lease' | 'attempt' }) {
    const remaining = limit - this.#windows.current(key);
    const share = ask === 'lease' ? Math.floor(remaining / (this.#workers * leasesPerShare)) : 1;
    return this.#windows.take(key, limit, Math.max(1, share));
  }

  #enter(worker: Asker, question: Question & { readonly ask: 'enter' }): Answer | null {
    const slots = this.#slots.get(question.name) ?? new OwnSlots(question.limits);
    this.#slots.set(question.name, slots);
    const entering = slots.enter(question.keys);
    if (!(entering instanceof Promise)) return this.#entered(worker, question.id, entering);
    void entering.then((entered) => {
      worker.send({ kind: 'answers', answers: [this.#entered(worker, question.id, entered)] });
    });
    return null;
  }

  #entered(worker: Asker, id: number, entered: Entered): Answer {
    if ('full' in entered) return { id, full: entered.full };
    const held = this.#held.get(worker);
    // The worker may have ended while it waited.
    if (held) held.set(id, entered.release);
    else entered.release();
    return { id, full: null };
  }
}
