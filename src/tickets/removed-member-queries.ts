import type { Transaction } from '../storage/database.ts';

/** Removes a departing member from all boards and open assignments. What they wrote stays under their name. */
export async function releaseMember(trx: Transaction, organizationId: string, userId: string): Promise<void> {
  await trx
    .deleteFrom('board_members')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .execute();
  await trx
    .updateTable('tickets')
    .set({ assignee_id: null })
    .where('organization_id', '=', organizationId)
    .where('assignee_id', '=', userId)
    .execute();
}
