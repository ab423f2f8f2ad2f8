import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { invalidField, SpedyError } from '../contract/errors.ts';
import { parseName } from '../contract/text.ts';
import { type Database, inTransaction, type Transaction } from '../storage/database.ts';
import { isId, newId } from '../storage/ids.ts';
import { deleteBoardMember, insertBoardMember, lockMember } from './board-members/queries.ts';
import { boardExists, findVisibleBoard, insertBoard } from './boards-queries.ts';
import { type Board, type BoardRequest, boardNameLength } from './schema.ts';
import type { Viewer } from './viewer.ts';

/**
 * Creates a board with members, in one transaction.
 * @throws SpedyError validation_failed on key or name; already_exists if the key is taken; not_found for an unknown
 * member
 */
export async function createBoard(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  input: BoardRequest,
  memberIds: readonly string[] = [],
): Promise<Board> {
  const board = {
    id: newId('brd'),
    key: parseKey(input.key),
    name: parseName('name', input.name, boardNameLength),
  };
  const { at } = from;
  // Always in the same order, so that concurrent calls do not deadlock on the members' rows.
  const userIds = [...new Set(memberIds)].sort();
  return inTransaction(db, async (trx) => {
    if (!(await insertBoard(trx, { organizationId, ...board, at }))) {
      throw new SpedyError('already_exists', {
        message: `A board with the key ${board.key} already exists.`,
      });
    }
    for (const userId of userIds) await addMember(trx, organizationId, board.id, userId);
    await appendAudit(trx, organizationId, from, {
      action: 'board.created',
      target: { kind: 'board', id: board.id },
      details: { key: board.key, name: board.name },
    });
    for (const userId of userIds)
      await auditMembership(trx, organizationId, from, 'board.member_added', board.id, userId);
    return { ...board, ticketCount: 0 };
  });
}

/** @throws SpedyError not_found for a board that the viewer cannot see */
export async function getBoard(db: Database, viewer: Viewer, boardId: string): Promise<Board> {
  const board = isId('brd', boardId) ? await findVisibleBoard(db, viewer, boardId) : undefined;
  if (!board) throw new SpedyError('not_found');
  return board;
}

/**
 * Adds a member to a board. Does nothing if they are on it.
 * @throws SpedyError not_found for an unknown board or member
 */
export function addBoardMember(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  boardId: string,
  userId: string,
): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!isId('brd', boardId) || !(await boardExists(trx, organizationId, boardId)))
      throw new SpedyError('not_found');
    if (await addMember(trx, organizationId, boardId, userId))
      await auditMembership(trx, organizationId, from, 'board.member_added', boardId, userId);
  });
}

/**
 * Removes a member from a board. Their assignments stay.
 * @throws SpedyError not_found if they are not on it
 */
export function removeBoardMember(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  boardId: string,
  userId: string,
): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!isId('brd', boardId) || !isId('usr', userId)) throw new SpedyError('not_found');
    if (!(await deleteBoardMember(trx, organizationId, boardId, userId))) throw new SpedyError('not_found');
    await auditMembership(trx, organizationId, from, 'board.member_removed', boardId, userId);
  });
}

function parseKey(key: string): string {
  if (/^[A-Z][A-Z0-9]{1,9}$/.test(key)) return key;
  throw invalidField(
    'key',
    'must be 2 to 10 capital letters and digits, starting with a letter, such as WEB',
  );
}

/** Returns whether the member was not on the board before. */
async function addMember(
  trx: Transaction,
  organizationId: string,
  boardId: string,
  userId: string,
): Promise<boolean> {
  if (!isId('usr', userId) || !(await lockMember(trx, organizationId, userId)))
    throw new SpedyError('not_found');
  return insertBoardMember(trx, organizationId, boardId, userId);
}

function auditMembership(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  action: 'board.member_added' | 'board.member_removed',
  boardId: string,
  userId: string,
): Promise<void> {
  return appendAudit(trx, organizationId, from, {
    action,
    target: { kind: 'board', id: boardId },
    details: { userId },
  });
}
