import { addressKey } from '../contract/limits/addresses.ts';
import { AddressAttemptLimit, AttemptLimit } from '../contract/limits/attempt-limit.ts';
import { hashSecret } from '../credentials/hash.ts';

/**
 * Tries at a password: 5 a minute for one account from one address, 30 a minute from one address at one organization.
 * Counted in this process's memory, which costs nothing: a first bound, before anything is looked up.
 */
export class SignInThrottle {
  readonly #perAccount = new AttemptLimit(5);
  readonly #perAddress = new AddressAttemptLimit(30);

  /**
   * Counts a try before it is judged, so that many at once count as many.
   * @throws SpedyError rate_limited
   */
  take(organizationId: string, emailKey: string, address: string): void {
    this.#perAddress.take(address, organizationId);
    this.#perAccount.take(accountKey(organizationId, emailKey, address));
  }

  /** Gives back a try that succeeded: signing in often is no guessing. */
  giveBack(organizationId: string, emailKey: string, address: string): void {
    this.#perAddress.giveBack(address, organizationId);
    this.#perAccount.giveBack(accountKey(organizationId, emailKey, address));
  }
}

/** Tries at the link of an invitation: 30 a minute from one address at one organization. */
export class InvitationThrottle {
  readonly #perAddress = new AddressAttemptLimit(30);

  /** @throws SpedyError rate_limited */
  take(organizationId: string, address: string): void {
    this.#perAddress.take(address, organizationId);
  }

  /** Gives back a try with a link that was right. */
  giveBack(organizationId: string, address: string): void {
    this.#perAddress.giveBack(address, organizationId);
  }
}

function accountKey(organizationId: string, emailKey: string, address: string): string {
  return hashSecret(JSON.stringify([organizationId, emailKey, addressKey(address)])).toString('base64');
}
