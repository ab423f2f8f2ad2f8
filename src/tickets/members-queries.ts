import type { Database, Transaction } from '../storage/database.ts';

/**
 * A member who has not been removed, held until the transaction ends: a removal at the same time comes before, and
 * is seen here, or after, and gives up what is written here.
 */
export function lockMember(trx: Transaction, organizationId: string, userId: string) {
  return trx
    .updateTable('users')
    .set((eb) => ({ state: eb.ref('state') }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .where('state', '<>', 'removed')
    .returning(['id', 'name', 'role', 'state'])
    .executeTakeFirst();
}

export async function isOnBoard(
  db: Database,
  organizationId: string,
  boardId: string,
  userId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('board_members')
    .select('user_id')
    .where('organization_id', '=', organizationId)
    .where('board_id', '=', boardId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Puts a member on a board; false when they were on it already. */
export async function insertBoardMember(
  trx: Transaction,
  organizationId: string,
  boardId: string,
  userId: string,
): Promise<boolean> {
  const row = await trx
    .insertInto('board_members')
    .values({ organization_id: organizationId, board_id: boardId, user_id: userId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes a member off a board; false when they were not on it. */
export async function deleteBoardMember(
  trx: Transaction,
  organizationId: string,
  boardId: string,
  userId: string,
): Promise<boolean> {
  const row = await trx
    .deleteFrom('board_members')
    .where('organization_id', '=', organizationId)
    .where('board_id', '=', boardId)
    .where('user_id', '=', userId)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}
