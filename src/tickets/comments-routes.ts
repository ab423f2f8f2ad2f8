import { mapPage } from '../contract/paging.ts';
import { idParameter } from '../contract/schemas.ts';
import { defineRoute } from '../http/define-route.ts';
import type { Services } from '../http/services.ts';
import { addComment, commentsOf } from './comments.ts';
import { presentComment } from './present.ts';
import { Comment, CommentPage, CommentQuery, CommentRequest } from './schema.ts';
import { viewerOf } from './viewer.ts';

const tag = 'Tickets';
const path = '/api/v1/tickets/:ticketId/comments';
const TicketId = idParameter('ticketId', 'tkt');

/** The comments on a ticket. */
export const commentRoutes = ({ db }: Services) => [
  defineRoute({
    method: 'GET',
    path,
    tag,
    summary: 'List the comments on a ticket, oldest first',
    access: { credential: 'any', scope: 'tickets:read' },
    params: TicketId,
    query: CommentQuery,
    response: { 200: CommentPage },
    run: async ({ member, params, query }) =>
      mapPage(await commentsOf(db, viewerOf(member), params.ticketId, query), presentComment),
  }),

  defineRoute({
    method: 'POST',
    path,
    tag,
    summary: 'Comment on a ticket',
    access: { credential: 'any', scope: 'tickets:write', permission: 'comments:write' },
    params: TicketId,
    body: CommentRequest,
    response: { 201: Comment },
    run: async ({ member, from, params, body }) =>
      presentComment(await addComment(db, from, viewerOf(member), params.ticketId, body.body)),
  }),
];
