import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import type { Transaction } from '../../storage/database.ts';
import { findBoards, insertBoardMember } from './queries.ts';

/**
 * Adds a new member to boards, in the caller's transaction, after everything else that it writes. Boards that no longer
 * exist are left out.
 */
export async function joinBoards(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  boardIds: readonly string[],
): Promise<void> {
  for (const { id } of await findBoards(trx, organizationId, boardIds)) {
    if (!(await insertBoardMember(trx, organizationId, id, userId))) continue;
    await appendAudit(trx, organizationId, from, {
      action: 'board.member_added',
      target: { kind: 'board', id },
      details: { userId },
    });
  }
}
