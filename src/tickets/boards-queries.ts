import { listOrder, mapPage, type Page, type PageRequest, readPage } from '../contract/paging.ts';
import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { compareRow, countRows } from '../storage/list-queries.ts';
import type { Board } from './schema.ts';
import type { Viewer } from './viewer.ts';
import { boardFilterOf, visibleBoards } from './visibility-queries.ts';

const boardColumns = ['b.id', 'b.key', 'b.name', 'b.last_ticket_number as ticketCount'] as const;

export function findVisibleBoard(db: Database, viewer: Viewer, boardId: string) {
  return visibleBoards(db, boardFilterOf(viewer))
    .select(boardColumns)
    .where('b.id', '=', boardId)
    .executeTakeFirst();
}

export function findVisibleBoardByKey(db: Database, viewer: Viewer, key: string) {
  return visibleBoards(db, boardFilterOf(viewer))
    .select(boardColumns)
    .where('b.key', '=', key)
    .executeTakeFirst();
}

const boardOrder = listOrder('boards', 'integer', 'id');

/** Returns a page of the boards that a viewer can see, oldest first. */
export async function listVisibleBoards(
  db: Database,
  viewer: Viewer,
  request: PageRequest,
): Promise<Page<Board>> {
  const boards = visibleBoards(db, boardFilterOf(viewer));
  const page = await readPage(request, {
    order: boardOrder,
    count: () => countRows(db, boards),
    read: ({ after, offset, limit }) =>
      boards
        .select([...boardColumns, 'b.created_at as createdAt'])
        .where(compareRow(['b.created_at', 'b.id'], '>', after))
        .orderBy('b.created_at')
        .orderBy('b.id')
        .limit(limit)
        .offset(offset)
        .execute(),
    positionOf: ({ createdAt, id }) => [createdAt, id],
  });
  return mapPage(page, ({ id, key, name, ticketCount }) => ({ id, key, name, ticketCount }));
}

export async function boardExists(db: Database, organizationId: string, boardId: string): Promise<boolean> {
  const row = await db
    .selectFrom('boards')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', boardId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function updateBoardName(
  trx: Transaction,
  organizationId: string,
  boardId: string,
  name: string,
): Promise<void> {
  await trx
    .updateTable('boards')
    .set({ name })
    .where('organization_id', '=', organizationId)
    .where('id', '=', boardId)
    .execute();
}

type NewBoard = { organizationId: string; id: string; key: string; name: string; at: number };

/** Returns the new row's ID, or undefined if a board has this key. */
export function insertBoard(trx: Transaction, board: NewBoard) {
  return trx
    .insertInto('boards')
    .values({
      organization_id: board.organizationId,
      id: board.id,
      key: board.key,
      name: board.name,
      last_ticket_number: 0,
      created_at: board.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
}

/**
 * Returns the next ticket number of a board. The row is locked until the transaction ends, so numbers are unique, and a
 * rolled back transaction does not use up a number.
 */
export async function nextTicketNumber(
  trx: Transaction,
  organizationId: string,
  boardId: string,
): Promise<number> {
  const [board] = await raiseTicketNumber(trx, { organizationId, boardId });
  if (!board) throw new Error(`board ${boardId} does not exist`);
  return board.number;
}

const raiseTicketNumber = compileOnce(
  (
    db,
    { organizationId, boardId }: Placeholders<{ readonly organizationId: string; readonly boardId: string }>,
  ) =>
    db
      .updateTable('boards')
      .set((eb) => ({ last_ticket_number: eb('last_ticket_number', '+', 1) }))
      .where('organization_id', '=', organizationId)
      .where('id', '=', boardId)
      .returning('last_ticket_number as number'),
);
