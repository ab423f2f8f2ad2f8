import { SpedyError } from '../contract/errors.ts';
import type { TicketRow } from '../tickets/queries.ts';
import { boardByReference, ticketByReference } from '../tickets/references.ts';
import type { Board } from '../tickets/schema.ts';
import type { Caller } from './tool.ts';

/** Only a possible id or display id is repeated in a message. */
const repeatable = /^[\w-]{1,40}$/;

/**
 * Finds a ticket by id or display id.
 * @throws SpedyError not_found with advice
 */
export function ticketOf({ db, viewer }: Caller, reference: string): Promise<TicketRow> {
  return ticketByReference(db, viewer, reference).catch(
    missing(`There is no ticket ${named(reference)} on your boards. Call list_tickets to find its ID.`),
  );
}

/**
 * Finds a board by id or key.
 * @throws SpedyError not_found with advice
 */
export function boardOf({ db, viewer }: Caller, reference: string): Promise<Board> {
  return boardByReference(db, viewer, reference).catch(
    missing(
      `There is no board ${named(reference)} that you can access. Call list_boards to find its ID or key.`,
    ),
  );
}

function named(reference: string): string {
  return repeatable.test(reference) ? reference : 'with this ID';
}

function missing(message: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof SpedyError && error.code === 'not_found')
      throw new SpedyError('not_found', { message });
    throw error;
  };
}
