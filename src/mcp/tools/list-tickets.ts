import { presentTicketPage } from '../../tickets/present.ts';
import { TicketPage } from '../../tickets/schema.ts';
import { searchTickets } from '../../tickets/search/search-tickets.ts';
import { boardOf } from '../references.ts';
import { TicketListArguments } from '../schema.ts';
import { pageTitle, ticketLine } from '../text.ts';
import { defineTool } from '../tool.ts';

export const listTickets = defineTool({
  name: 'list_tickets',
  title: 'List tickets',
  description:
    'Lists the tickets of the boards that you can see, newest first, one page at a time, or searches them, best match ' +
    'first. Filter by board, status, priority, assignee, or text in the title or description. Use get_ticket to read one with its ' +
    'comments.',
  effect: 'reads',
  scope: 'tickets:read',
  isList: true,
  input: TicketListArguments,
  output: TicketPage,
  run: async (caller, { page, limit, cursor, boardId, ...filter }) => {
    const { db, viewer, version } = caller;
    const board = boardId === undefined ? {} : { boardId: (await boardOf(caller, boardId)).id };
    const request = { page, limit, cursor };
    const found = await searchTickets(db, viewer, { ...filter, ...board }, request, version);
    const data = presentTicketPage(found, viewer);
    return { data, text: [pageTitle('ticket', data), ...data.data.map(ticketLine)].join('\n') };
  },
});
