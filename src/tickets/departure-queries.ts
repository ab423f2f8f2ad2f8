import type { Transaction } from '../storage/database.ts';

/** Takes a removed member off every board and every open assignment; what they wrote keeps their name. */
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
