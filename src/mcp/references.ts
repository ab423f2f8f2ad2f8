import { SpedyError } from '../http/errors.ts';
import type { Board } from '../tickets/boards.ts';
import type { TicketRow } from '../tickets/queries.ts';
import { boardByReference, ticketByReference } from '../tickets/references.ts';
import type { Caller } from './tool.ts';

/** Only what may be an id or a display id is repeated in a message. */
const repeatable = /^[\w-]{1,40}$/;

/**
 * The ticket that a model named.
 * @throws SpedyError not_found, with what to do
 */
export function ticketOf({ db, viewer }: Caller, reference: string): Promise<TicketRow> {
  return ticketByReference(db, viewer, reference).catch(
    missing(`No ticket ${named(reference)} on your boards. Call list_tickets to find its id.`),
  );
}

/**
 * The board that a model named.
 * @throws SpedyError not_found, with what to do
 */
export function boardOf({ db, viewer }: Caller, reference: string): Promise<Board> {
  return boardByReference(db, viewer, reference).catch(
    missing(`You see no board ${named(reference)}. Call list_boards to find its id or key.`),
  );
}

function named(reference: string): string {
  return repeatable.test(reference) ? reference : 'of that id';
}

function missing(message: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof SpedyError && error.code === 'not_found')
      throw new SpedyError('not_found', { message });
    throw error;
  };
}
