import { addressKey, siteKey } from '../../../contract/limits/addresses.ts';
import { AddressAttemptLimit } from '../../../contract/limits/attempt-limit.ts';
import { type Limits, ownLimits } from '../../../contract/limits/limits.ts';
import type { Shares as SlotShares, Slots } from '../../../contract/limits/slots.ts';
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

/** Limits concurrent fetches from untrusted servers, so that slow ones do not block the others. */
export class FetchBudget {
  readonly #limits: { readonly anything: AddressAttemptLimit; readonly allowed: AddressAttemptLimit };
  readonly #slots: Slots;

  constructor({ running, waiting, readsPerMinute }: Budget = defaultBudget, limits: Limits = ownLimits) {
    const { anything, allowed } = readsPerMinute;
    this.#limits = {
      anything: new AddressAttemptLimit(limits, 'fetches', anything),
      allowed: new AddressAttemptLimit(limits, 'fetches of allowed clients', allowed),
    };
    // A crowd of one organization does not delay another organization.
    const turns = ['organization', 'address'];
    const waitingShares = { ...sharesOf(waiting), deadline: waiting.deadline };
    this.#slots = limits.slots('fetches', { running: sharesOf(running), waiting: waitingShares, turns });
  }

  /**
   * Runs a fetch as soon as the limits allow.
   * @throws ClientProblem if too many are waiting, or it waited too long; SpedyError rate_limited
   */
  async run<T>(host: string, requester: Requester, read: () => Promise<T>): Promise<T> {
    const { organizationId, address } = requester;
    const counting = this.#limits[requester.isAllowed ? 'allowed' : 'anything'].take(address);
    if (counting instanceof Promise) await counting;
    const keys = { host, organization: organizationId, address: siteKey(address) ?? addressKey(address) };
    const entering = this.#slots.enter(keys);
    const entered = entering instanceof Promise ? await entering : entering;
    if ('full' in entered) throw tooMany();
    try {
      return await read();
    } finally {
      entered.release();
    }
  }
}

function sharesOf({ all, host, organization, address }: Shares): SlotShares {
  return { all, parts: { host, organization, address } };
}

function tooMany(): ClientProblem {
  return new ClientProblem('Too many new apps are connecting. Try again in a few seconds.');
}
