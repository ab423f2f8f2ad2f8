import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../../storage/database.ts';

/**
 * Finds a member who has not been removed, and locks the row until the transaction ends: a concurrent removal either is
 * visible here, or also removes what this transaction writes.
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

/** Whether a member exists and has not been removed. */
export async function memberExists(db: Database, organizationId: string, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('users')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .where('state', '<>', 'removed')
    .executeTakeFirst();
  return row !== undefined;
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

/** Adds a member to a board, which resource servers can ask about; false if they were on it. */
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
  if (row) await noteChanges(trx, organizationId, [userId]);
  return row !== undefined;
}

/** Removes a member from a board; false if they were not on it. */
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
  if (row) await noteChanges(trx, organizationId, [userId]);
  return row !== undefined;
}

/** Returns those of the boards that exist, by key. */
export async function findBoards(db: Database, organizationId: string, boardIds: readonly string[]) {
  if (boardIds.length === 0) return [];
  return db
    .selectFrom('boards')
    .select(['id', 'key', 'name'])
    .where('organization_id', '=', organizationId)
    .where('id', 'in', boardIds)
    .orderBy('key')
    .execute();
}

/** Returns everyone on a board, for the operator. */
export function allBoardMembers(db: Database, organizationId: string, boardId: string) {
  return db
    .selectFrom('board_members as m')
    .innerJoin('users as u', (join) =>
      join.onRef('u.organization_id', '=', 'm.organization_id').onRef('u.id', '=', 'm.user_id'),
    )
    .select(['u.id', 'u.email'])
    .where('m.organization_id', '=', organizationId)
    .where('m.board_id', '=', boardId)
    .where('u.state', '<>', 'removed')
    .orderBy('u.id')
    .execute();
}
