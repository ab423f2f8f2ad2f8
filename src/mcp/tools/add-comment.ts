import { addComment as add } from '../../tickets/comments.ts';
import { presentComment } from '../../tickets/present.ts';
import { Comment } from '../../tickets/schema.ts';
import { ticketOf } from '../references.ts';
import { AddCommentArguments } from '../schema.ts';
import { commentText } from '../text.ts';
import { defineTool } from '../tool.ts';

export const addComment = defineTool({
  name: 'add_comment',
  title: 'Comment on a ticket',
  description:
    'Writes a comment under a ticket, in the name of the member you act as; everybody on the board can read it, and it ' +
    'cannot be taken back. Each call writes a new one.',
  effect: 'adds',
  scope: 'tickets:write',
  permission: 'comments:write',
  input: AddCommentArguments,
  output: Comment,
  run: async (caller, { ticketId, body }) => {
    const { db, viewer, provenance } = caller;
    const ticket = await ticketOf(caller, ticketId);
    const data = presentComment(await add(db, provenance(), viewer, ticket.id, body));
    return { data, text: `Added (${data.id})\n${commentText(data)}` };
  },
});
