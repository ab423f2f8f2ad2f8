import type { Transaction } from '../storage/database.ts';
import { deleteEmailChangeOf, deleteResetOf } from './links-queries.ts';

/** Ends the links with which a member could sign in again or change their email. */
export async function endLinks(
  trx: Transaction,
  organizationId: string,
  userId: string,
): Promise<Record<string, never>> {
  await deleteResetOf(trx, organizationId, userId);
  await deleteEmailChangeOf(trx, organizationId, userId);
  return {};
}
