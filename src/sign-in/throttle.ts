import { addressKey } from '../contract/limits/addresses.ts';
import { AddressAttemptLimit, AttemptLimit } from '../contract/limits/attempt-limit.ts';
import type { Limits } from '../contract/limits/limits.ts';
import { hashSecret } from '../credentials/hash.ts';

/**
 * Limits password attempts: 5 a minute for one account from one address, 30 a minute from one address at one
 * organization. Counted in memory, as a cheap first limit before any database query.
 */
export class SignInThrottle {
  readonly #perAccount: AttemptLimit;
  readonly #perAddress: AddressAttemptLimit;

  constructor(limits: Limits) {
    this.#perAccount = new AttemptLimit(limits, 'sign-in, account', 5);
    this.#perAddress = new AddressAttemptLimit(limits, 'sign-in', 30);
  }

  /**
   * Counts an attempt before it is checked, so that concurrent attempts all count.
   * @throws SpedyError rate_limited
   */
  async take(organizationId: string, emailKey: string, address: string): Promise<void> {
    await this.#perAddress.take(address, organizationId);
    await this.#perAccount.take(accountKey(organizationId, emailKey, address));
  }

  /** Uncounts a successful attempt. */
  giveBack(organizationId: string, emailKey: string, address: string): void {
    this.#perAddress.giveBack(address, organizationId);
    this.#perAccount.giveBack(accountKey(organizationId, emailKey, address));
  }
}

function accountKey(organizationId: string, emailKey: string, address: string): string {
  return hashSecret(JSON.stringify([organizationId, emailKey, addressKey(address)])).toString('base64');
}
