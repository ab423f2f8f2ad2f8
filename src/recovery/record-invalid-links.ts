import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import type { Refusals } from '../contract/rejected-attempts.ts';

/** Uses a link; records an invalid one, and too many attempts, in the audit log. */
export async function recordInvalidLinks<T>(
  refusals: Refusals,
  organizationId: string,
  from: ChangeOrigin,
  use: () => Promise<T>,
): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof SpedyError && error.code === 'not_found')
      refusals.record(organizationId, from, {
        action: 'refusal.link',
        account: null,
        details: { reason: error.code },
      });
    if (error instanceof SpedyError && error.code === 'rate_limited')
      refusals.record(organizationId, from, {
        action: 'refusal.limit',
        account: null,
        details: { reason: 'too_many_links' },
      });
    throw error;
  }
}
