import { type PageRequest, pageOffset } from '../contract/paging.ts';
import { compileOncePerForm, type Placeholders } from '../storage/compile-once.ts';
import type { Database, Transaction } from '../storage/database.ts';
import type { Viewer } from './viewer.ts';
import { boardFilterOf, seesAllBoards, visibleBoards } from './visibility-queries.ts';

const boardColumns = ['b.id', 'b.key', 'b.name'] as const;

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

type ListForm = { readonly allBoards: boolean };
type ListValues = Omit<Viewer, 'role'> & { readonly limit: number; readonly offset: number };

const countBoards = compileOncePerForm((db, values: Placeholders<ListValues>, form: ListForm) =>
  visibleBoards(db, { ...idsOf(values), ...form }).select((eb) => eb.fn.countAll<number>().as('total')),
);

const pageOfBoards = compileOncePerForm((db, values: Placeholders<ListValues>, form: ListForm) =>
  visibleBoards(db, { ...idsOf(values), ...form })
    .select(boardColumns)
    .orderBy('b.created_at')
    .orderBy('b.id')
    .limit(values.limit)
    .offset(values.offset),
);

function idsOf({ organizationId, userId }: Placeholders<ListValues>) {
  return { organizationId, userId };
}

/** Returns a page of the boards that a viewer can see, oldest first, and their total. */
export async function listVisibleBoards(db: Database, viewer: Viewer, page: PageRequest) {
  const { organizationId, userId, role } = viewer;
  const form = { allBoards: seesAllBoards(role) };
  const values = { organizationId, userId, limit: page.limit, offset: pageOffset(page) };
  const [counted] = await countBoards(db, form, values);
  const rows = await pageOfBoards(db, form, values);
  return { total: counted?.total ?? 0, rows };
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
  const board = await trx
    .updateTable('boards')
    .set((eb) => ({ last_ticket_number: eb('last_ticket_number', '+', 1) }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', boardId)
    .returning('last_ticket_number as number')
    .executeTakeFirstOrThrow();
  return board.number;
}
