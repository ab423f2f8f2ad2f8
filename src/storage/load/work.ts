import { AsyncLocalStorage } from 'node:async_hooks';
import { Overloaded } from './overloaded.ts';

/** For whom work in the database is done, and what kind of work it is. The queues before the database use it. */
export type Work = {
  /** Work of one tenant waits behind its own. An organization's ID, or a name for what belongs to none. */
  readonly tenant: string;
  /** Within the tenant, work of one lane waits behind its own. A member's ID, or an address. */
  readonly lane: string;
  /** Whether it reads many rows, such as a list or an export. */
  readonly isList: boolean;
  /** Whether nobody waits for the result any more. */
  readonly isAbandoned: () => boolean;
  /** Calls a listener once nobody waits any more. Returns a function that removes it. */
  readonly whenAbandoned?: (listener: () => void) => () => void;
  /** Called before a commit: what follows a change is done although nobody waits for it. */
  readonly keep?: () => void;
  /** Milliseconds that it has waited in queues so far. They count against the deadlines of its statements. */
  waited: number;
};

const current = new AsyncLocalStorage<Work>();

/** Work of the server itself, such as sweeps, and of commands. It is never refused, only late. */
export const ownWork: Work = {
  tenant: '',
  lane: '',
  isList: false,
  isAbandoned: () => false,
  waited: 0,
};

/** Runs a function as the work of a tenant. */
export function runWork<T>(work: Work, run: () => T): T {
  return current.run(work, run);
}

/** Runs a function that reads many rows, as the same tenant's work. */
export function runList<T>(run: () => T): T {
  const work = current.getStore();
  return work ? current.run(new ListWork(work), run) : run();
}

/** The list part of other work. */
class ListWork implements Work {
  readonly #of: Work;
  readonly isList = true;

  constructor(of: Work) {
    this.#of = of;
  }

  get tenant(): string {
    return this.#of.tenant;
  }

  get lane(): string {
    return this.#of.lane;
  }

  get waited(): number {
    return this.#of.waited;
  }

  set waited(milliseconds: number) {
    this.#of.waited = milliseconds;
  }

  isAbandoned(): boolean {
    return this.#of.isAbandoned();
  }

  whenAbandoned(listener: () => void): () => void {
    return this.#of.whenAbandoned?.(listener) ?? (() => {});
  }

  keep(): void {
    this.#of.keep?.();
  }
}

/**
 * Runs what must be done although no client waits for it, such as recording an attempt of one that hangs up at once. It
 * takes the turns of the current tenant.
 */
export function runUnattended<T>(run: () => T): T {
  const { tenant, lane } = currentWork();
  return current.run({ ...ownWork, tenant, lane, waited: 0 }, run);
}

/** The work that the calling code belongs to. */
export function currentWork(): Work {
  return current.getStore() ?? ownWork;
}

/**
 * Call before a statement or transaction.
 * @throws Overloaded if nobody waits for the current work
 */
export function requireWanted(): void {
  if (current.getStore()?.isAbandoned() === true) throw Overloaded.of('statements', 'abandoned');
}

/**
 * Waits for a value as long as somebody waits for the current work.
 * @param onAbandoned called when nobody does any more, to stop what computes the value
 * @throws Overloaded then
 */
export function whileWanted<T>(value: Promise<T>, onAbandoned: () => void): Promise<T> {
  const work = current.getStore();
  const { whenAbandoned } = work ?? {};
  if (!work || !whenAbandoned) return value;
  return new Promise((resolve, reject) => {
    const leave = () => {
      reject(Overloaded.of('statements', 'abandoned'));
      onAbandoned();
    };
    const stop = whenAbandoned.call(work, leave);
    if (work.isAbandoned()) leave();
    value.then(resolve, reject).finally(stop);
  });
}
