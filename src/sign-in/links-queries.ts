import type { Transaction } from '../storage/database.ts';

/** Ends a member's link to reset the password, if there is one. */
export async function deleteResetOf(trx: Transaction, organizationId: string, userId: string): Promise<void> {
  await trx
    .deleteFrom('password_resets')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .execute();
}

/** Ends a member's change of the email; undefined if there is none. */
export function deleteEmailChangeOf(trx: Transaction, organizationId: string, userId: string) {
  return trx
    .deleteFrom('email_changes')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .returning('email')
    .executeTakeFirst();
}
