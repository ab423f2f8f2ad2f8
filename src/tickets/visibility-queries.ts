import type { Expression } from 'kysely';
import { type Role, roleAllows } from '../access/roles.ts';
import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Database } from '../storage/database.ts';
import { seesInternalComments, type Viewer } from './viewer.ts';

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

const boardsOfMember = compileOnce((db, { organizationId, userId, most }: Placeholders<MemberBoards>) =>
  db
    .selectFrom('board_members as m')
    .select('m.board_id as id')
    .where('m.organization_id', '=', organizationId)
    .where('m.user_id', '=', userId)
    .limit(most),
);
type MemberBoards = { readonly organizationId: string; readonly userId: string; readonly most: number };

/** Returns the boards that a member without all boards can see, in any order, if they are at most `most`. */
export async function findFewBoards(
  db: Database,
  { organizationId, userId }: Viewer,
  most: number,
): Promise<readonly string[] | null> {
  const boards = await boardsOfMember(db, { organizationId, userId, most: most + 1 });
  return boards.length > most ? null : boards.map(({ id }) => id);
}

/** Returns the same text for viewers who see the same boards of an organization, and the same comments on them. */
export function visibilityKey(viewer: Viewer): string {
  const { organizationId, userId, role } = viewer;
  const comments = seesInternalComments(viewer) ? 'internal' : 'public';
  return `${organizationId} ${seesAllBoards(role) ? '' : userId} ${comments}`;
}

/** Selects the boards that a viewer can see. Only this file decides it: all access to boards uses it. */
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
