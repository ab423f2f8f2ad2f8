import { andThen, type MaybePromise } from '../../storage/maybe-promise.ts';
import { SpedyError } from '../errors.ts';
import { addressKey, siteKey } from './addresses.ts';
import type { Counts, Limits } from './limits.ts';
import type { Count } from './windows.ts';

/** Factor for an IPv6 /48 site, relative to one /64 network. */
export const siteFactor = 4;

/**
 * Limits attempts, for example at a password. An attempt is counted before it is checked and can be given
 * back after.
 */
export class AttemptLimit {
  readonly #counts: Counts;
  readonly #perMinute: number;

  /** @param name of the limit, which all processes of the server count together */
  constructor(limits: Limits, name: string, attemptsPerMinute: number) {
    this.#counts = limits.attempts(name);
    this.#perMinute = attemptsPerMinute;
  }

  /** @throws SpedyError rate_limited, with Retry-After in seconds */
  take(key: string): MaybePromise<void> {
    return andThen(this.#counts.count(key, this.#perMinute), (counted) => {
      if (counted.count > this.#perMinute) throw tooMany(counted);
    });
  }

  giveBack(key: string): void {
    this.#counts.takeBack(key);
  }
}

/** Limits the attempts of one address and, with a higher limit, of its IPv6 site. */
export class AddressAttemptLimit {
  readonly #perAddress: AttemptLimit;
  readonly #perSite: AttemptLimit;

  /** @param name of the limit, which all processes of the server count together */
  constructor(limits: Limits, name: string, attemptsPerMinute: number) {
    this.#perAddress = new AttemptLimit(limits, `${name}, address`, attemptsPerMinute);
    this.#perSite = new AttemptLimit(limits, `${name}, site`, attemptsPerMinute * siteFactor);
  }

  /**
   * @param within a separate counter, for example per organization
   * @throws SpedyError rate_limited, with Retry-After in seconds
   */
  take(address: string | undefined, within = ''): MaybePromise<void> {
    return andThen(this.#perAddress.take(within + addressKey(address)), () => {
      const site = siteKey(address);
      if (site !== null) return this.#perSite.take(within + site);
    });
  }

  giveBack(address: string | undefined, within = ''): void {
    this.#perAddress.giveBack(within + addressKey(address));
    const site = siteKey(address);
    if (site !== null) this.#perSite.giveBack(within + site);
  }
}

/** Whole seconds until a window ends, at least 1. */
export function secondsLeft({ left }: Count): number {
  return Math.max(1, Math.ceil(left / 1000));
}

/** The error of a request or attempt above its limit. */
export function tooMany(counted: Count): SpedyError {
  return new SpedyError('rate_limited', { headers: { 'retry-after': String(secondsLeft(counted)) } });
}
