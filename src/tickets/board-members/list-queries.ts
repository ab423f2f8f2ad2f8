import { sql } from 'kysely';
import { listOrder, type Page, type PageRequest, readPage } from '../../contract/paging.ts';
import type { Database } from '../../storage/database.ts';
import { compareRow, countRows } from '../../storage/list-queries.ts';
import type { Board } from '../schema.ts';

const memberOrder = listOrder('board-members', 'id');

export type BoardMemberRow = Awaited<ReturnType<typeof listBoardMembers>>['data'][number];

/** Returns a page of the members on a board, in the order of their IDs. The caller checks access to the board. */
export function listBoardMembers(
  db: Database,
  organizationId: string,
  boardId: string,
  request: PageRequest,
) {
  const members = membersOn(db, organizationId, boardId);
  return readPage(request, {
    order: memberOrder,
    count: () => countRows(db, members),
    read: ({ after, offset, limit }) =>
      members
        .select(['m.user_id as id', 'u.name', 'u.role', 'u.state', 'u.email'])
        .where(compareRow(['m.user_id'], '>', after))
        .orderBy('m.user_id')
        .limit(limit)
        .offset(offset)
        .execute(),
    positionOf: ({ id }) => [id],
  });
}

/** The board's members are read in the order of their index, each with its user. */
function membersOn(db: Database, organizationId: string, boardId: string) {
  return (
    db
      .selectFrom('board_members as m')
      // SQLite joins in this order.
      .crossJoin('users as u')
      .where('m.organization_id', '=', organizationId)
      .where('m.board_id', '=', boardId)
      .where('u.organization_id', '=', organizationId)
      .whereRef('u.id', '=', 'm.user_id')
      .where('u.state', '<>', sql.lit('removed'))
  );
}

const assigneeOrder = listOrder('assignees', 'id');

/**
 * Returns a page of the members who can be assigned the tickets of a board, in the order of their IDs: the active ones who
 * are on it, and administrators. The caller checks access to the board.
 */
export function listAssignees(db: Database, organizationId: string, boardId: string, request: PageRequest) {
  const onBoard = membersOn(db, organizationId, boardId).where('u.state', '=', sql.lit('active'));
  const administrators = db
    .selectFrom('users as a')
    .where('a.organization_id', '=', organizationId)
    // Literals, to match the partial index.
    .where('a.role', '=', sql.lit('ADMIN'))
    .where('a.state', '=', sql.lit('active'));
  const all = onBoard.select('u.id').union(administrators.select('a.id'));
  return readPage(request, {
    order: assigneeOrder,
    count: () => countRows(db, db.selectFrom(all.as('part'))),
    read: ({ after, offset, limit }) => {
      const end = offset + limit;
      const first = onBoard
        .select(['u.id', 'u.name'])
        .where(compareRow(['m.user_id'], '>', after))
        .orderBy('m.user_id')
        .limit(end);
      const second = administrators
        .select(['a.id', 'a.name'])
        .where(compareRow(['a.id'], '>', after))
        .orderBy('a.id')
        .limit(end);
      const columns = ['part.id', 'part.name'] as const;
      return db
        .selectFrom(first.as('part'))
        .select(columns)
        .union(db.selectFrom(second.as('part')).select(columns))
        .orderBy('id')
        .limit(limit)
        .offset(offset)
        .execute();
    },
    positionOf: ({ id }) => [id],
  });
}

const boardOrder = listOrder('boards-of-member', 'id');

/** Returns a page of the boards that a member is on, in the order of their IDs. */
export function listBoardsOfMember(
  db: Database,
  organizationId: string,
  userId: string,
  request: PageRequest,
): Promise<Page<Board>> {
  const boards = db
    .selectFrom('board_members as m')
    // SQLite joins in this order.
    .crossJoin('boards as b')
    .where('m.organization_id', '=', organizationId)
    .where('m.user_id', '=', userId)
    .where('b.organization_id', '=', organizationId)
    .whereRef('b.id', '=', 'm.board_id');
  return readPage(request, {
    order: boardOrder,
    count: () => countRows(db, boards),
    read: ({ after, offset, limit }) =>
      boards
        .select(['b.id', 'b.key', 'b.name', 'b.last_ticket_number as ticketCount'])
        .where(compareRow(['m.board_id'], '>', after))
        .orderBy('m.board_id')
        .limit(limit)
        .offset(offset)
        .execute(),
    positionOf: ({ id }) => [id],
  });
}
