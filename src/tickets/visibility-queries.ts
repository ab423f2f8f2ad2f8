import { roleAllows } from '../access/roles.ts';
import type { Database } from '../storage/database.ts';
import type { Viewer } from './viewer.ts';

/** Selects the boards that a viewer can see. The only place that decides it: all access to boards uses this. */
export function visibleBoards(db: Database, { organizationId, userId, role }: Viewer) {
  const boards = db.selectFrom('boards as b').where('b.organization_id', '=', organizationId);
  if (roleAllows(role, 'boards:all')) return boards;
  return boards.where((eb) =>
    eb.exists(
      eb
        .selectFrom('board_members as m')
        .select('m.user_id')
        .where('m.organization_id', '=', organizationId)
        .where('m.user_id', '=', userId)
        .whereRef('m.board_id', '=', 'b.id'),
    ),
  );
}
