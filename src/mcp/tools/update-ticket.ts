import { presentTicket } from '../../tickets/present.ts';
import { Ticket } from '../../tickets/schema.ts';
import { changeTicket } from '../../tickets/tickets.ts';
import { ticketOf } from '../references.ts';
import { UpdateTicketArguments } from '../schema.ts';
import { ticketText } from '../text.ts';
import { defineTool } from '../tool.ts';

export const updateTicket = defineTool({
  name: 'update_ticket',
  title: 'Update a ticket',
  description:
    'Changes any of title, description, status, priority and assignee of a ticket, and answers with it. What is left ' +
    'out stays; a given description replaces the old one; assigneeId null takes the assignee away.',
  effect: 'overwrites',
  scope: 'tickets:write',
  permission: 'tickets:write',
  input: UpdateTicketArguments,
  output: Ticket,
  run: async (caller, { ticketId, ...change }) => {
    const { db, viewer, provenance } = caller;
    const { id } = await ticketOf(caller, ticketId);
    const data = presentTicket(await changeTicket(db, provenance(), viewer, id, change));
    return { data, text: `Now:\n${ticketText(data)}` };
  },
});
