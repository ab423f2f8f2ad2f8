import { addressKey, siteKey } from '../../http/addresses.ts';
import { AddressTryLimit } from '../../http/limits.ts';
import { ClientProblem } from '../clients/client-problem.ts';

/** For whom something is read from a stranger's server. */
export type Asker = {
  readonly organizationId: string;
  /** The address that the request came from. */
  readonly address: string;
  /** Whether a member has let in what is read: a stranger cannot make that up, so more of it is read for one address. */
  readonly isLetIn?: boolean;
};

/** How many reads may run, and wait, at one time. */
export type Budget = {
  readonly running: Shares;
  readonly waiting: Shares & { /** Milliseconds. */ readonly patience: number };
  /** Reads a minute for one address that asks: of anything, and of what members have let in. */
  readonly readsPerMinute: { readonly anything: number; readonly letIn: number };
};
type Shares = {
  readonly all: number;
  /** Of one host that is read from, one organization, one address that asks. */
  readonly host: number;
  readonly organization: number;
  readonly address: number;
};

/**
 * A slow server takes its own host's share and no more; whoever asks for many slow ones takes the share of their
 * address, then of their organization. A read ends after 5 seconds at the latest, so a place comes free by then.
 */
export const defaultBudget: Budget = {
  running: { all: 64, host: 4, organization: 16, address: 4 },
  waiting: { all: 512, host: 64, organization: 128, address: 16, patience: 10_000 },
  readsPerMinute: { anything: 30, letIn: 600 },
};

type Keys = { readonly host: string; readonly organization: string; readonly address: string };
type Waiting = Keys & { readonly start: () => void };
const parts = ['host', 'organization', 'address'] as const;

/** How many there are of each host, organization and address. */
class Tally {
  readonly #counts = {
    host: new Map<string, number>(),
    organization: new Map(),
    address: new Map(),
  } as const;
  all = 0;

  of(keys: Keys, part: (typeof parts)[number]): number {
    return this.#counts[part].get(keys[part]) ?? 0;
  }

  add(keys: Keys, change: 1 | -1): void {
    this.all += change;
    for (const part of parts) {
      const count = this.of(keys, part) + change;
      if (count === 0) this.#counts[part].delete(keys[part]);
      else this.#counts[part].set(keys[part], count);
    }
  }

  hasRoom(keys: Keys, shares: Shares): boolean {
    return this.all < shares.all && parts.every((part) => this.of(keys, part) < shares[part]);
  }
}

/** Shares out what this server reads from strangers' servers, so that nobody's slow server shuts others out. */
export class FetchBudget {
  readonly #budget: Budget;
  readonly #limits: { readonly anything: AddressTryLimit; readonly letIn: AddressTryLimit };
  readonly #running = new Tally();
  readonly #waiting = new Tally();
  /** In the order in which they came. */
  readonly #queue = new Set<Waiting>();

  constructor(budget: Budget = defaultBudget) {
    this.#budget = budget;
    const { anything, letIn } = budget.readsPerMinute;
    this.#limits = { anything: new AddressTryLimit(anything), letIn: new AddressTryLimit(letIn) };
  }

  /**
   * Runs a read once there is room for it.
   * @throws ClientProblem where too many wait, or it waited too long; SpedyError rate_limited
   */
  async run<T>(host: string, asker: Asker, read: () => Promise<T>): Promise<T> {
    const { organizationId, address } = asker;
    this.#limits[asker.isLetIn ? 'letIn' : 'anything'].take(address);
    const keys = { host, organization: organizationId, address: siteKey(address) ?? addressKey(address) };
    if (this.#running.hasRoom(keys, this.#budget.running)) this.#running.add(keys, 1);
    else await this.#wait(keys);
    try {
      return await read();
    } finally {
      this.#running.add(keys, -1);
      this.#startNext();
    }
  }

  #wait(keys: Keys): Promise<void> {
    if (!this.#waiting.hasRoom(keys, this.#budget.waiting)) throw tooMany();
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        this.#queue.delete(waiting);
        this.#waiting.add(keys, -1);
      };
      const start = () => {
        leave();
        this.#running.add(keys, 1);
        resolve();
      };
      const giveUp = () => {
        leave();
        reject(tooMany());
      };
      const timer = setTimeout(giveUp, this.#budget.waiting.patience);
      const waiting: Waiting = { ...keys, start };
      this.#queue.add(waiting);
      this.#waiting.add(keys, 1);
    });
  }

  #startNext(): void {
    const next = this.#nextInTurn();
    if (!next) return;
    next.start();
    this.#startNext();
  }

  /**
   * Of those for whom there is room, whose organization has the fewest running, then whose address has, then who came
   * first: many who wait for one organization do not delay the one who waits for another.
   */
  #nextInTurn(): Waiting | undefined {
    let best: Waiting | undefined;
    for (const waiting of this.#queue) {
      if (!this.#running.hasRoom(waiting, this.#budget.running)) continue;
      if (!best || this.#precedes(waiting, best)) best = waiting;
    }
    return best;
  }

  #precedes(one: Waiting, other: Waiting): boolean {
    for (const part of ['organization', 'address'] as const) {
      const difference = this.#running.of(one, part) - this.#running.of(other, part);
      if (difference !== 0) return difference < 0;
    }
    return false;
  }
}

function tooMany(): ClientProblem {
  return new ClientProblem('Too many new applications ask at this moment: try again in a few seconds.');
}
