import { addressKey } from '../contract/limits/addresses.ts';
import { AddressAttemptLimit, AttemptLimit } from '../contract/limits/attempt-limit.ts';
import { hashSecret } from '../credentials/hash.ts';

/**
 * Limits password attempts: 5 a minute for one account from one address, 30 a minute from one address at one
 * organization. Counted in memory, as a cheap first limit before any database query.
 */
export class SignInThrottle {
  readonly #perAccount = new AttemptLimit(5);
  readonly #perAddress = new AddressAttemptLimit(30);

  /**
   * Counts an attempt before it is checked, so that concurrent attempts all count.
   * @throws SpedyError rate_limited
   */
  take(organizationId: string, emailKey: string, address: string): void {
    this.#perAddress.take(address, organizationId);
    this.#perAccount.take(accountKey(organizationId, emailKey, address));
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
