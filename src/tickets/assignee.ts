import { roleAllows, roles } from '../access/roles.ts';
import { parseStoredWord } from '../access/words.ts';
import { invalidField } from '../contract/errors.ts';
import type { Transaction } from '../storage/database.ts';
import { isId } from '../storage/ids.ts';
import { isOnBoard, lockMember } from './board-members/queries.ts';

export type Assignee = { readonly assigneeId: string | null; readonly assigneeName: string | null };

/**
 * Validates the assignee of a ticket: an active member who can see the board, or null.
 * @throws SpedyError validation_failed on `assigneeId`
 */
export async function requireAssignee(
  trx: Transaction,
  organizationId: string,
  boardId: string,
  userId: string | null,
): Promise<Assignee> {
  if (userId === null) return { assigneeId: null, assigneeName: null };
  const member = isId('usr', userId) ? await lockMember(trx, organizationId, userId) : undefined;
  if (member?.state === 'active') {
    const role = parseStoredWord(roles, member.role);
    const sees = roleAllows(role, 'boards:all') || (await isOnBoard(trx, organizationId, boardId, userId));
    if (sees) return { assigneeId: member.id, assigneeName: member.name };
  }
  throw invalidField('assigneeId', 'must be an active member who can see the board');
}
