import type { MaybePromise } from '../../storage/maybe-promise.ts';

/** Numbers of slots: in all, and for each value of a part, such as one organization. */
export type Shares = { readonly all: number; readonly parts: Readonly<Record<string, number>> };
export type SlotLimits = {
  readonly running: Shares;
  /** How many may wait for a slot, and for how many milliseconds; null if none may. */
  readonly waiting: (Shares & { readonly deadline: number }) | null;
  /** The parts between which waiting work takes turns, the most important one first. */
  readonly turns: readonly string[];
};

/** The value of each part. */
export type SlotKeys = Readonly<Record<string, string>>;
/** A slot to release once, or which limit is reached: a part, or `all`. */
export type Entered = { readonly release: () => void } | { readonly full: string };

/** Limits what runs at the same time. */
export type Slots = {
  /** Takes a slot, if need be after waiting for one. */
  readonly enter: (keys: SlotKeys) => MaybePromise<Entered>;
};

type Waiting = { readonly keys: SlotKeys; readonly start: () => void };

/** Counts work by the values of its parts. */
class Tally {
  readonly #counts = new Map<string, number>();
  #all = 0;

  of(keys: SlotKeys, part: string): number {
    return this.#counts.get(`${part} ${keys[part]}`) ?? 0;
  }

  add(keys: SlotKeys, parts: Shares['parts'], change: 1 | -1): void {
    this.#all += change;
    for (const part of Object.keys(parts)) {
      const key = `${part} ${keys[part]}`;
      const count = (this.#counts.get(key) ?? 0) + change;
      if (count === 0) this.#counts.delete(key);
      else this.#counts.set(key, count);
    }
  }

  /** The limit that is reached, or null. */
  full(keys: SlotKeys, { all, parts }: Shares): string | null {
    const part = Object.entries(parts).find(([name, share]) => this.of(keys, name) >= share);
    return part?.[0] ?? (this.#all >= all ? 'all' : null);
  }
}

/** Slots in the memory of this process. */
export class OwnSlots implements Slots {
  readonly #limits: SlotLimits;
  readonly #running = new Tally();
  readonly #waiting = new Tally();
  /** In order of arrival. */
  readonly #queue = new Set<Waiting>();

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  enter(keys: SlotKeys): MaybePromise<Entered> {
    const full = this.#running.full(keys, this.#limits.running);
    return full === null ? this.#start(keys) : this.#wait(keys, full);
  }

  #start(keys: SlotKeys): Entered {
    const { parts } = this.#limits.running;
    this.#running.add(keys, parts, 1);
    let released = false;
    return {
      release: () => {
        if (released) return;
        released = true;
        this.#running.add(keys, parts, -1);
        this.#startNext();
      },
    };
  }

  #wait(keys: SlotKeys, reached: string): MaybePromise<Entered> {
    const { waiting: limits } = this.#limits;
    if (limits === null) return { full: reached };
    const full = this.#waiting.full(keys, limits);
    if (full !== null) return { full };
    return new Promise((resolve) => {
      const stopWaiting = () => {
        clearTimeout(timer);
        this.#queue.delete(waiting);
        this.#waiting.add(keys, limits.parts, -1);
      };
      const start = () => {
        stopWaiting();
        resolve(this.#start(keys));
      };
      const giveUp = () => {
        stopWaiting();
        resolve({ full: reached });
      };
      const timer = setTimeout(giveUp, limits.deadline);
      const waiting: Waiting = { keys, start };
      this.#queue.add(waiting);
      this.#waiting.add(keys, limits.parts, 1);
    });
  }

  #startNext(): void {
    const next = this.#nextInTurn();
    if (!next) return;
    next.start();
    this.#startNext();
  }

  /**
   * Returns the next waiting work within the limits: of the value of the first part with the fewest running, then of the
   * second, then the oldest. So a crowd of one organization does not delay another organization.
   */
  #nextInTurn(): Waiting | undefined {
    let best: Waiting | undefined;
    for (const waiting of this.#queue) {
      if (this.#running.full(waiting.keys, this.#limits.running) !== null) continue;
      if (!best || this.#precedes(waiting, best)) best = waiting;
    }
    return best;
  }

  #precedes(a: Waiting, b: Waiting): boolean {
    for (const part of this.#limits.turns) {
      const difference = this.#running.of(a.keys, part) - this.#running.of(b.keys, part);
      if (difference !== 0) return difference < 0;
    }
    return false;
  }
}
