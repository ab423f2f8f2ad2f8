import { mapPage } from '../../contract/paging.ts';
import { commentsOf } from '../../tickets/comments/comments.ts';
import { presentComment, presentTicket } from '../../tickets/present.ts';
import { ticketOf } from '../references.ts';
import { GetTicketArguments, TicketWithComments } from '../schema.ts';
import { commentText, pageTitle, ticketText } from '../text.ts';
import { defineTool } from '../tool.ts';

const commentsShown = 20;

export const getTicket = defineTool({
  name: 'get_ticket',
  title: 'Get a ticket',
  description:
    'Returns one ticket with its description and its comments, oldest first, 20 per page. Accepts the ID or the ' +
    'display ID that people use, such as WEB-42. Never repeat a comment with internal: true to a customer.',
  effect: 'reads',
  scope: 'tickets:read',
  input: GetTicketArguments,
  output: TicketWithComments,
  run: async (caller, { ticketId, commentsPage }) => {
    const row = await ticketOf(caller, ticketId);
    const page = { page: commentsPage, limit: commentsShown };
    const ticket = presentTicket(row, caller.viewer);
    const comments = mapPage(await commentsOf(caller.db, caller.viewer, row.id, page), presentComment);
    const text = [ticketText(ticket), pageTitle('comment', comments), ...comments.data.map(commentText)];
    return { data: { ...ticket, comments }, text: text.join('\n\n') };
  },
});
