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
    'Changes the title, description, status, priority or assignee of a ticket, and returns it. Omitted fields do not ' +
    'change. A new description replaces the old one: send ifUpdatedAt with the updatedAt that you read, so that you do ' +
    'not overwrite a change of somebody else. Set assigneeId to null to remove the assignee.',
  effect: 'overwrites',
  scope: 'tickets:write',
  permission: 'tickets:write',
  input: UpdateTicketArguments,
  output: Ticket,
  run: async (caller, { ticketId, ...change }) => {
    const { db, viewer, changeOrigin } = caller;
    const { id } = await ticketOf(caller, ticketId);
    const data = presentTicket(await changeTicket(db, changeOrigin(), viewer, id, change), viewer);
    return { data, text: `Updated:\n${ticketText(data)}` };
  },
});
