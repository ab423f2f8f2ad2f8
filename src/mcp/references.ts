import { SpedyError } from '../contract/errors.ts';
import type { TicketRow } from '../tickets/queries.ts';
import { boardByReference, ticketByReference } from '../tickets/references.ts';
import type { Board } from '../tickets/schema.ts';
import type { Caller } from './tool.ts';

/** Only a possible ID or display ID is repeated in a message. */
const printableReference = /^[\w-]{1,40}$/;

/**
 * Finds a ticket by ID or display ID.
 * @throws SpedyError not_found with advice
 */
export function ticketOf({ db, viewer }: Caller, reference: string): Promise<TicketRow> {
  return ticketByReference(db, viewer, reference).catch(
    replaceNotFound(
      `There is no ticket ${nameOf(reference)} on your boards. Call list_tickets to find its ID.`,
    ),
  );
}

/**
 * Finds a board by ID or key.
 * @throws SpedyError not_found with advice
 */
export function boardOf({ db, viewer }: Caller, reference: string): Promise<Board> {
  return boardByReference(db, viewer, reference).catch(
    replaceNotFound(
      `There is no board ${nameOf(reference)} that you can access. Call list_boards to find its ID or key.`,
    ),
  );
}

function nameOf(reference: string): string {
  return printableReference.test(reference) ? reference : 'with this ID';
}

function replaceNotFound(message: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof SpedyError && error.code === 'not_found')
      throw new SpedyError('not_found', { message });
    throw error;
  };
}
