import { mapPage } from '../../contract/paging.ts';
import { NoContent } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import type { Services } from '../../http/services.ts';
import { presentComment } from '../present.ts';
import { ticketIdOf } from '../references.ts';
import {
  Comment,
  CommentChange,
  CommentPage,
  CommentParameters,
  CommentQuery,
  CommentRequest,
  TicketReference,
} from '../schema.ts';
import { viewerOf } from '../viewer.ts';
import { addComment, changeComment, commentsOf, removeComment } from './comments.ts';

const writeAccess = { credential: 'any', scope: 'tickets:write', permission: 'comments:write' } as const;
const tag = 'Tickets';
const path = '/api/v1/tickets/:ticketId/comments';

/** The comments on a ticket. */
export const commentRoutes = ({ db }: Services) => [
  defineRoute({
    method: 'GET',
    path,
    operationId: 'listComments',
    tag,
    summary: 'List the comments on a ticket, oldest first',
    description: 'Customers get neither internal comments nor their number.',
    access: { credential: 'any', scope: 'tickets:read' },
    params: TicketReference,
    query: CommentQuery,
    response: { 200: CommentPage },
    run: async ({ member, params, query }) => {
      const viewer = viewerOf(member);
      const ticketId = await ticketIdOf(db, viewer, params.ticketId);
      return mapPage(await commentsOf(db, viewer, ticketId, query), presentComment);
    },
  }),

  defineRoute({
    method: 'POST',
    path,
    operationId: 'createComment',
    tag,
    summary: 'Comment on a ticket',
    access: writeAccess,
    params: TicketReference,
    body: CommentRequest,
    reference: { errors: ['forbidden'] },
    response: { 201: Comment },
    run: async ({ member, from, params, body }) => {
      const viewer = viewerOf(member);
      const ticketId = await ticketIdOf(db, viewer, params.ticketId);
      return presentComment(await addComment(db, from, viewer, ticketId, body));
    },
  }),

  defineRoute({
    method: 'PATCH',
    path: `${path}/:commentId`,
    operationId: 'updateComment',
    tag,
    summary: 'Change the text of your comment',
    access: writeAccess,
    params: CommentParameters,
    body: CommentChange,
    reference: { errors: ['forbidden'] },
    response: { 200: Comment },
    run: async ({ member, from, params: { ticketId: reference, commentId }, body }) => {
      const viewer = viewerOf(member);
      const ticketId = await ticketIdOf(db, viewer, reference);
      return presentComment(await changeComment(db, from, viewer, { ticketId, commentId, ...body }));
    },
  }),

  defineRoute({
    method: 'DELETE',
    path: `${path}/:commentId`,
    operationId: 'deleteComment',
    tag,
    summary: 'Delete a comment (its author, admins)',
    access: writeAccess,
    params: CommentParameters,
    reference: { errors: ['forbidden'] },
    response: { 204: NoContent },
    run: async ({ member, from, params: { ticketId: reference, commentId } }) => {
      const viewer = viewerOf(member);
      const ticketId = await ticketIdOf(db, viewer, reference);
      await removeComment(db, from, viewer, { ticketId, commentId });
    },
  }),
];
