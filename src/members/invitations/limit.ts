import { AttemptLimit } from '../../contract/limits/attempt-limit.ts';
import type { Limits } from '../../contract/limits/limits.ts';

/** People whom an organization invites per minute. */
const perMinute = 200;

/** Limits how many people an organization invites: each gets a message, and nobody has confirmed their addresses. */
export class InvitationLimit {
  readonly #limit: AttemptLimit;

  constructor(limits: Limits) {
    this.#limit = new AttemptLimit(limits, 'invited people', perMinute);
  }

  /**
   * Takes all of several invitations, or none of them.
   * @throws SpedyError rate_limited, with Retry-After in seconds
   */
  async take(organizationId: string, people: number): Promise<void> {
    for (let taken = 1; taken <= people; taken += 1) {
      try {
        await this.#limit.take(organizationId);
      } catch (error) {
        this.giveBack(organizationId, taken);
        throw error;
      }
    }
  }

  giveBack(organizationId: string, people: number): void {
    for (let given = 0; given < people; given += 1) this.#limit.giveBack(organizationId);
  }
}
