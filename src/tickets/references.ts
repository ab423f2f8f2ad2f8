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

/** Returns the parts of a display ID in any letter case, or null for another text. */
export function parseDisplayId(text: string): { boardKey: string; number: number } | null {
  const [, key, number] = displayIdForm.exec(text) ?? [];
  if (key === undefined || number === undefined) return null;
  return { boardKey: key.toUpperCase(), number: Number(number) };
}

/**
 * Returns a ticket by its ID, or by its display ID such as WEB-42.
 * @throws SpedyError not_found for a ticket that the viewer cannot see
 */
export async function ticketByReference(db: Database, viewer: Viewer, reference: string): Promise<TicketRow> {
  const displayId = parseDisplayId(reference);
  if (!displayId) return getTicket(db, viewer, reference);
  const ticket = await findVisibleTicketByNumber(db, viewer, displayId.boardKey, displayId.number);
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

/**
 * Returns the ID of a ticket by its ID, or by its display ID such as WEB-42. An ID is not looked up.
 * @throws SpedyError not_found for the display ID of a ticket that the viewer cannot see
 */
export async function ticketIdOf(db: Database, viewer: Viewer, reference: string): Promise<string> {
  return parseDisplayId(reference) ? (await ticketByReference(db, viewer, reference)).id : reference;
}
