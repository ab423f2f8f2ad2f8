import { type Counts, type Limits, monotonic, windowLength } from '../../contract/limits/limits.ts';
import { Recent } from '../../contract/limits/recent.ts';
import type { SlotLimits, Slots } from '../../contract/limits/slots.ts';
import type { Count } from '../../contract/limits/windows.ts';
import type { MaybePromise } from '../../storage/maybe-promise.ts';
import type { Answer } from './messages.ts';
import type { Questions } from './questions.ts';

/** The limits that the supervisor counts for all workers. */
export function sharedLimits(questions: Questions): Limits {
  return {
    requests: (name) => new LeasedCounts(questions, name),
    attempts: (name) => attemptCounts(questions, name),
    slots: (name, limits) => sharedSlots(questions, name, limits),
  };
}

/** What this worker may still use of a key's limit. */
type Lease = {
  /** Requests that are granted and not used. */
  points: number;
  /** How many others the supervisor had left. */
  pool: number;
  /** When the window ends, on the monotonic clock. */
  end: number;
  /** The count to return for a rejected request; 0 while some may be left. */
  rejected: number;
  asking: Promise<void> | null;
};

/**
 * Counts requests against leases: the supervisor grants some requests of a key at once, fewer the less are left, so that
 * most need no question. All workers together never allow more than the limit. What one of them holds and does not use is
 * lost for this minute.
 */
class LeasedCounts implements Counts {
  readonly #questions: Questions;
  readonly #name: string;
  readonly #leases = new Recent<Lease>(windowLength, monotonic);

  constructor(questions: Questions, name: string) {
    this.#questions = questions;
    this.#name = name;
  }

  count(key: string, limit: number): MaybePromise<Count> {
    const now = monotonic();
    let lease = this.#leases.get(key);
    if (!lease || (lease.asking === null && now >= lease.end)) {
      lease = { points: 0, pool: limit, end: now + windowLength, rejected: 0, asking: null };
      this.#leases.set(key, lease);
    }
    const left = lease.end - now;
    if (lease.points > 0) {
      lease.points -= 1;
      return { count: limit - lease.pool - lease.points, left };
    }
    if (lease.rejected > 0) {
      const count = lease.rejected;
      lease.rejected = limit + 2;
      return { count, left };
    }
    const current = lease;
    current.asking ??= this.#refill(key, limit, current).finally(() => {
      current.asking = null;
    });
    return current.asking.then(() => this.count(key, limit));
  }

  /** Nothing is taken back of requests. */
  takeBack(): void {}

  async #refill(key: string, limit: number, lease: Lease): Promise<void> {
    const askedAt = monotonic();
    const { answer } = this.#questions.ask({ ask: 'lease', key: `${this.#name} ${key}`, limit });
    const { granted, count, left } = pointsOf(await answer);
    lease.points = granted;
    lease.pool = Math.max(0, limit - count);
    // From the question, so that no lease outlives its window.
    lease.end = askedAt + left;
    if (granted === 0) lease.rejected = Math.min(count, limit + 2);
  }
}

/** Asks for each attempt, so that the count is exact at any time. */
function attemptCounts(questions: Questions, name: string): Counts {
  return {
    count: async (key, limit) => {
      const { answer } = questions.ask({ ask: 'attempt', key: `${name} ${key}`, limit });
      return pointsOf(await answer);
    },
    takeBack: (key) => questions.note({ ask: 'giveBack', key: `${name} ${key}` }),
  };
}

function sharedSlots(questions: Questions, name: string, limits: SlotLimits): Slots {
  return {
    enter: async (keys) => {
      const { id, answer } = questions.ask(
        { ask: 'enter', name, limits, keys },
        limits.waiting?.deadline ?? 0,
      );
      const entered = await answer;
      if ('full' in entered && entered.full !== null) return { full: entered.full };
      return { release: () => questions.note({ ask: 'release', id }) };
    },
  };
}

function pointsOf(answer: Answer) {
  if ('full' in answer) throw new Error('an answer to another question');
  return answer;
}
