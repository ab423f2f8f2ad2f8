import { SpedyError } from '../errors.ts';
import { addressKey, siteKey } from './addresses.ts';
import { type Count, Windows } from './windows.ts';

/** Length of a window in milliseconds. */
export const windowLength = 60_000;
/** Factor for an IPv6 /48 site, relative to one /64 network. */
export const siteFactor = 4;
/** Whole milliseconds use less memory. */
export const monotonic = () => Math.floor(performance.now());

/**
 * Limits attempts, for example at a password. An attempt is counted before it is checked and can be given
 * back after.
 */
export class AttemptLimit {
  readonly #perMinute: number;
  readonly #windows = new Windows(windowLength, monotonic);

  constructor(attemptsPerMinute: number) {
    this.#perMinute = attemptsPerMinute;
  }

  /** @throws SpedyError rate_limited, with Retry-After in seconds */
  take(key: string): void {
    const counted = this.#windows.count(key);
    if (counted.count > this.#perMinute) throw tooMany(counted);
  }

  giveBack(key: string): void {
    this.#windows.takeBack(key);
  }
}

/** Limits the attempts of one address and, with a higher limit, of its IPv6 site. */
export class AddressAttemptLimit {
  readonly #perAddress: AttemptLimit;
  readonly #perSite: AttemptLimit;

  constructor(attemptsPerMinute: number) {
    this.#perAddress = new AttemptLimit(attemptsPerMinute);
    this.#perSite = new AttemptLimit(attemptsPerMinute * siteFactor);
  }

  /**
   * @param within a separate counter, for example per organization
   * @throws SpedyError rate_limited, with Retry-After in seconds
   */
  take(address: string | undefined, within = ''): void {
    this.#perAddress.take(within + addressKey(address));
    const site = siteKey(address);
    if (site !== null) this.#perSite.take(within + site);
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
