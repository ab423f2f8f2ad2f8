import { type Database, inTransaction } from '../storage/database.ts';
import { among } from '../storage/dialects/queries/among.ts';

/**
 * Removes a removed member from at most `limit` boards and assigned tickets; returns from how many. What they wrote
 * stays under their name.
 */
export function releaseMember(
  db: Database,
  organizationId: string,
  userId: string,
  limit: number,
): Promise<number> {
  return inTransaction(db, async (trx) => {
    const seats = await trx
      .deleteFrom('board_members')
      .where('organization_id', '=', organizationId)
      .where('user_id', '=', userId)
      .where(
        among(
          trx,
          'board_id',
          trx
            .selectFrom('board_members')
            .select('board_id')
            .where('organization_id', '=', organizationId)
            .where('user_id', '=', userId)
            .limit(limit),
        ),
      )
      .executeTakeFirstOrThrow();
    const left = limit - Number(seats.numDeletedRows);
    if (left <= 0) return limit;
    const tickets = await trx
      .updateTable('tickets')
      .set({ assignee_id: null })
      .where('organization_id', '=', organizationId)
      .where(
        among(
          trx,
          'id',
          trx
            .selectFrom('tickets')
            .select('id')
            .where('organization_id', '=', organizationId)
            .where('assignee_id', '=', userId)
            .limit(left),
        ),
      )
      .executeTakeFirstOrThrow();
    return Number(seats.numDeletedRows + tickets.numUpdatedRows);
  });
}
