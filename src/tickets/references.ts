import { SpedyError } from '../contract/errors.ts';
import type { Database } from '../storage/database.ts';
import { getBoard } from './boards.ts';
import { findVisibleBoardByKey } from './boards-queries.ts';
import { findVisibleTicketByNumber, type TicketRow } from './queries.ts';
import type { Board } from './schema.ts';
import { getTicket } from './tickets.ts';
import type { Viewer } from './viewer.ts';

const displayIdForm = /^([A-Z][A-Z0-9]{1,9})-([1-9]\d{0,8})$/i;
const keyForm = /^[A-Z][A-Z0-9]{1,9}$/i;

/**
 * Returns a ticket by its ID, or by its display ID such as WEB-42.
 * @throws SpedyError not_found for a ticket that the viewer cannot see
 */
export async function ticketByReference(db: Database, viewer: Viewer, reference: string): Promise<TicketRow> {
  const [, key, number] = displayIdForm.exec(reference) ?? [];
  if (key === undefined || number === undefined) return getTicket(db, viewer, reference);
  const ticket = await findVisibleTicketByNumber(db, viewer, key.toUpperCase(), Number(number));
  if (!ticket) throw new SpedyError('not_found');
  return ticket;
}

/**
 * Returns a board by its ID, or by its key such as WEB.
 * @throws SpedyError not_found for a board that the viewer cannot see
 */
export async function boardByReference(db: Database, viewer: Viewer, reference: string): Promise<Board> {
  if (!keyForm.test(reference)) return getBoard(db, viewer, reference);
  const board = await findVisibleBoardByKey(db, viewer, reference.toUpperCase());
  if (!board) throw new SpedyError('not_found');
  return board;
}
