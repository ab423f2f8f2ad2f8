import type { Page } from '../../contract/paging.ts';
import type { TicketRow } from '../queries.ts';

/** How far a request has looked, if it has not looked at all tickets. */
type SearchedTickets = { readonly until: number | null; readonly isComplete: boolean };

/** A page of tickets. */
export type FoundPage = Page<TicketRow> & { readonly searched?: SearchedTickets };
