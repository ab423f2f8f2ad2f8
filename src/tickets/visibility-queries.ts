import type { Expression } from 'kysely';
import { type Role, roleAllows } from '../access/roles.ts';
import type { Database } from '../storage/database.ts';
import type { Viewer } from './viewer.ts';

/** Whether a role sees every board of the organization. Other members see the boards they are on. */
export function seesAllBoards(role: Role): boolean {
  return roleAllows(role, 'boards:all');
}

/** A viewer for one query, or for a query that is compiled once for every viewer with or without all boards. */
export type BoardFilter = {
  readonly organizationId: string | Expression<string>;
  readonly userId: string | Expression<string>;
  readonly allBoards: boolean;
};

export function boardFilterOf({ organizationId, userId, role }: Viewer): BoardFilter {
  return { organizationId, userId, allBoards: seesAllBoards(role) };
}

/** Returns the same text for viewers who see the same boards of an organization. */
export function visibilityKey({ organizationId, userId, role }: Viewer): string {
  return seesAllBoards(role) ? organizationId : `${organizationId} ${userId}`;
}

/** Selects the boards that a viewer can see. The only place that decides it: all access to boards uses this. */
export function visibleBoards(db: Database, { organizationId, userId, allBoards }: BoardFilter) {
  const boards = db.selectFrom('boards as b').where('b.organization_id', '=', organizationId);
  if (allBoards) return boards;
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
