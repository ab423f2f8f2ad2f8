import { SpedyError } from '../../contract/errors.ts';
import type { Answer, FromWorker, Question } from './messages.ts';

/** Time limit in milliseconds for an answer, in addition to what the question itself may wait for. */
const answerLimit = 1_500;

type Open = { readonly resolve: (answer: Answer) => void; readonly timer: NodeJS.Timeout };
/** A question without its number. */
type Unnumbered<Q> = Q extends { readonly id: number } ? Omit<Q, 'id'> : never;

/** Asks the supervisor. The questions of one turn of the event loop share a message. */
export class Questions {
  readonly #tell: (message: FromWorker) => Promise<void>;
  readonly #open = new Map<number, Open>();
  #batch: Question[] = [];
  #last = 0;

  constructor(tell: (message: FromWorker) => Promise<void>) {
    this.#tell = tell;
  }

  /**
   * @param wait milliseconds that the supervisor may take by itself
   * @throws SpedyError unavailable without an answer in time
   */
  ask(question: Unnumbered<Question>, wait = 0): { readonly id: number; readonly answer: Promise<Answer> } {
    this.#last += 1;
    const id = this.#last;
    const answer = new Promise<Answer>((resolve, reject) => {
      const giveUp = () => {
        this.#open.delete(id);
        reject(new SpedyError('unavailable', { headers: { 'retry-after': '2' } }));
      };
      this.#open.set(id, { resolve, timer: setTimeout(giveUp, answerLimit + wait) });
    });
    this.#add({ ...question, id });
    return { id, answer };
  }

  /** Tells something that has no answer. */
  note(note: Question & { readonly ask: 'giveBack' | 'release' }): void {
    this.#add(note);
  }

  /** Takes the supervisor's answers. */
  take(answers: readonly Answer[]): void {
    for (const answer of answers) {
      const open = this.#open.get(answer.id);
      this.#open.delete(answer.id);
      clearTimeout(open?.timer);
      // Nobody waits for a late slot any more.
      if (open) open.resolve(answer);
      else if ('full' in answer && answer.full === null) this.note({ ask: 'release', id: answer.id });
    }
  }

  #add(question: Question): void {
    this.#batch.push(question);
    if (this.#batch.length > 1) return;
    queueMicrotask(() => {
      const questions = this.#batch;
      this.#batch = [];
      void this.#tell({ kind: 'questions', questions });
    });
  }
}
