import { addressKey, siteKey } from '../../../contract/limits/addresses.ts';
import { AddressAttemptLimit } from '../../../contract/limits/attempt-limit.ts';
import { ClientProblem } from '../client-problem.ts';
import type { Requester } from './requester.ts';

/** How many fetches may run, and wait, at the same time. */
export type Budget = {
  readonly running: Shares;
  readonly waiting: Shares & { /** Milliseconds. */ readonly deadline: number };
  /** Fetches per minute for one requesting address: of any client, and of clients that members have allowed. */
  readonly readsPerMinute: { readonly anything: number; readonly allowed: number };
};
type Shares = {
  readonly all: number;
  /** Of one remote host, one organization, one requesting address. */
  readonly host: number;
  readonly organization: number;
  readonly address: number;
};

/**
 * A slow server uses up only the share of its host; many slow servers requested from one address use up the share of the
 * address, then of the organization. A fetch ends after at most 5 seconds, which frees its slot.
 */
export const defaultBudget: Budget = {
  running: { all: 64, host: 4, organization: 16, address: 4 },
  waiting: { all: 512, host: 64, organization: 128, address: 16, deadline: 10_000 },
  readsPerMinute: { anything: 30, allowed: 600 },
};

type Keys = { readonly host: string; readonly organization: string; readonly address: string };
type Waiting = Keys & { readonly start: () => void };
const parts = ['host', 'organization', 'address'] as const;

/** Counts fetches per host, organization and address. */
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

  hasSpace(keys: Keys, shares: Shares): boolean {
    return this.all < shares.all && parts.every((part) => this.of(keys, part) < shares[part]);
  }
}

/** Limits concurrent fetches from untrusted servers, so that slow ones do not block the others. */
export class FetchBudget {
  readonly #budget: Budget;
  readonly #limits: { readonly anything: AddressAttemptLimit; readonly allowed: AddressAttemptLimit };
  readonly #running = new Tally();
  readonly #waiting = new Tally();
  /** In order of arrival. */
  readonly #queue = new Set<Waiting>();

  constructor(budget: Budget = defaultBudget) {
    this.#budget = budget;
    const { anything, allowed } = budget.readsPerMinute;
    this.#limits = { anything: new AddressAttemptLimit(anything), allowed: new AddressAttemptLimit(allowed) };
  }

  /**
   * Runs a fetch as soon as the limits allow.
   * @throws ClientProblem if too many are waiting, or it waited too long; SpedyError rate_limited
   */
  async run<T>(host: string, requester: Requester, read: () => Promise<T>): Promise<T> {
    const { organizationId, address } = requester;
    this.#limits[requester.isAllowed ? 'allowed' : 'anything'].take(address);
    const keys = { host, organization: organizationId, address: siteKey(address) ?? addressKey(address) };
    if (this.#running.hasSpace(keys, this.#budget.running)) this.#running.add(keys, 1);
    else await this.#wait(keys);
    try {
      return await read();
    } finally {
      this.#running.add(keys, -1);
      this.#startNext();
    }
  }

  #wait(keys: Keys): Promise<void> {
    if (!this.#waiting.hasSpace(keys, this.#budget.waiting)) throw tooMany();
    return new Promise((resolve, reject) => {
      const stopWaiting = () => {
        clearTimeout(timer);
        this.#queue.delete(waiting);
        this.#waiting.add(keys, -1);
      };
      const start = () => {
        stopWaiting();
        this.#running.add(keys, 1);
        resolve();
      };
      const giveUp = () => {
        stopWaiting();
        reject(tooMany());
      };
      const timer = setTimeout(giveUp, this.#budget.waiting.deadline);
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
   * Returns the next waiting fetch within the limits: of the organization with the fewest running, then of the address
   * with the fewest, then the oldest. So a crowd of one organization does not delay another organization.
   */
  #nextInTurn(): Waiting | undefined {
    let best: Waiting | undefined;
    for (const waiting of this.#queue) {
      if (!this.#running.hasSpace(waiting, this.#budget.running)) continue;
      if (!best || this.#precedes(waiting, best)) best = waiting;
    }
    return best;
  }

  #precedes(a: Waiting, b: Waiting): boolean {
    for (const part of ['organization', 'address'] as const) {
      const difference = this.#running.of(a, part) - this.#running.of(b, part);
      if (difference !== 0) return difference < 0;
    }
    return false;
  }
}

function tooMany(): ClientProblem {
  return new ClientProblem('Too many new apps are connecting. Try again in a few seconds.');
}
