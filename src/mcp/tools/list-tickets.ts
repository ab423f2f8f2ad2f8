import { mapPage } from '../../contract/paging.ts';
import { presentTicket } from '../../tickets/present.ts';
import { TicketPage } from '../../tickets/schema.ts';
import { searchTickets } from '../../tickets/tickets.ts';
import { boardOf } from '../references.ts';
import { TicketListArguments } from '../schema.ts';
import { pageTitle, ticketLine } from '../text.ts';
import { defineTool } from '../tool.ts';

export const listTickets = defineTool({
  name: 'list_tickets',
  title: 'List tickets',
  description:
    'Lists and searches the tickets of the boards that you can see, newest first, one page at a time. Filter by board, ' +
    'status, assignee, or text in the display ID, title or description. Use get_ticket to read one with its comments.',
  effect: 'reads',
  scope: 'tickets:read',
  input: TicketListArguments,
  output: TicketPage,
  run: async (caller, { page, limit, cursor, boardId, ...filter }) => {
    const { db, viewer } = caller;
    const board = boardId === undefined ? {} : { boardId: (await boardOf(caller, boardId)).id };
    const request = { page, limit, cursor };
    const data = mapPage(await searchTickets(db, viewer, { ...filter, ...board }, request), presentTicket);
    return { data, text: [pageTitle('ticket', data), ...data.data.map(ticketLine)].join('\n') };
  },
});
