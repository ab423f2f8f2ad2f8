import { addComment as add } from '../../tickets/comments/comments.ts';
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
    'Adds a comment to a ticket as the member you act as, and returns it. Everyone on the board can read it, including ' +
    'customers, unless internal is true, which hides it from customers. Each call adds a new comment.',
  effect: 'adds',
  scope: 'tickets:write',
  permission: 'comments:write',
  input: AddCommentArguments,
  output: Comment,
  run: async (caller, { ticketId, ...comment }) => {
    const { db, viewer, changeOrigin } = caller;
    const ticket = await ticketOf(caller, ticketId);
    const data = presentComment(await add(db, changeOrigin(), viewer, ticket.id, comment));
    return { data, text: `Added (${data.id})\n${commentText(data)}` };
  },
});
