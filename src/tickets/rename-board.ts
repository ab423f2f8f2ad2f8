import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { parseName } from '../contract/text.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { updateBoardName } from './boards-queries.ts';
import { boardByReference } from './references.ts';
import { type Board, boardNameLength } from './schema.ts';
import { requirePermission, type Viewer } from './viewer.ts';

/**
 * Renames a board. Its key stays, because the display IDs of its tickets begin with it. The same name is not logged.
 * @throws SpedyError forbidden; validation_failed on name; not_found for a board that the viewer cannot see
 */
export async function renameBoard(
  db: Database,
  from: ChangeOrigin,
  viewer: Viewer,
  reference: string,
  name: string,
): Promise<Board> {
  requirePermission(viewer, 'boards:manage');
  const { organizationId } = viewer;
  const after = parseName('name', name, boardNameLength);
  return inTransaction(db, async (trx) => {
    const board = await boardByReference(trx, viewer, reference);
    if (board.name === after) return board;
    await updateBoardName(trx, organizationId, board.id, after);
    await appendAudit(trx, organizationId, from, {
      action: 'board.renamed',
      target: { kind: 'board', id: board.id },
      details: { before: { name: board.name }, after: { name: after } },
    });
    return { ...board, name: after };
  });
}
