import { SpedyError } from '../contract/errors.ts';
import type { Transaction } from '../storage/database.ts';
import { hasTooManyTokens, maxActiveTokens } from './queries.ts';

/**
 * Demands that a member has no more active tokens than a member may have. Called after the audit event of the token
 * that was just made: from there on the transaction holds the organization's chain, so that of several that make one
 * at once each sees those before it.
 * @throws SpedyError limit_reached
 */
export async function requireRoom(
  trx: Transaction,
  owner: { readonly organizationId: string; readonly userId: string },
  now: number,
): Promise<void> {
  if (!(await hasTooManyTokens(trx, owner, now))) return;
  throw new SpedyError('limit_reached', {
    message: `A member may have ${maxActiveTokens.toLocaleString('en')} active tokens: revoke those that are not needed.`,
  });
}
