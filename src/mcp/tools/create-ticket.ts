import { presentTicket } from '../../tickets/present.ts';
import { Ticket } from '../../tickets/schema.ts';
import { createTicket as create } from '../../tickets/tickets.ts';
import { boardOf } from '../references.ts';
import { CreateTicketArguments } from '../schema.ts';
import { ticketLine } from '../text.ts';
import { defineTool } from '../tool.ts';

export const createTicket = defineTool({
  name: 'create_ticket',
  title: 'Create a ticket',
  description:
    'Creates a ticket on a board that you can see, and returns it. Defaults: status TODO, priority MEDIUM, unassigned. ' +
    'Each call creates a new ticket, so check with list_tickets first whether it already exists.',
  effect: 'adds',
  scope: 'tickets:write',
  permission: 'tickets:write',
  input: CreateTicketArguments,
  output: Ticket,
  run: async (caller, input) => {
    const { db, viewer, changeOrigin } = caller;
    const board = await boardOf(caller, input.boardId);
    const row = await create(db, changeOrigin(), viewer, { ...input, boardId: board.id });
    const data = presentTicket(row, viewer);
    return { data, text: `Created ${ticketLine(data)}` };
  },
});
