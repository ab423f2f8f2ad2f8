import { SpedyError } from '../contract/errors.ts';
import type { Transaction } from '../storage/database.ts';
import { hasTooManyTokens, maxActiveTokens } from './queries.ts';

/**
 * Enforces the maximum of active tokens of a member. Called after the audit event of the new token: appendAudit locks the
 * organization's audit chain, so concurrent transactions see each other's tokens.
 * @throws SpedyError limit_reached
 */
export async function requireBelowTokenLimit(
  trx: Transaction,
  owner: { readonly organizationId: string; readonly userId: string },
  now: number,
): Promise<void> {
  if (!(await hasTooManyTokens(trx, owner, now))) return;
  throw new SpedyError('limit_reached', {
    message: `A member can have at most ${maxActiveTokens.toLocaleString('en')} active tokens. Revoke tokens that you no longer need.`,
  });
}
