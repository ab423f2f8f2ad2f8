import { toPage } from '../contract/paging.ts';
import { idParameter, responses } from '../contract/schemas.ts';
import { originOf } from '../http/change-origin.ts';
import { principalOf } from '../http/gate/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { addComment, commentsOf } from './comments.ts';
import { presentComment } from './present.ts';
import { Comment, CommentPage, CommentQuery, CommentRequest } from './schema.ts';
import { viewerOf } from './viewer.ts';

const tags = ['Tickets'];
const path = '/api/v1/tickets/:ticketId/comments';
const TicketId = idParameter('ticketId', 'tkt');

/** Lists and creates the comments on a ticket. */
export function commentRoutes(server: Server, { db }: RouteContext): void {
  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'List the comments on a ticket, oldest first',
        params: TicketId,
        querystring: CommentQuery,
        response: responses({ 200: CommentPage }),
      },
      config: { access: { credential: 'any', scope: 'tickets:read' } },
    },
    async (request) => {
      const viewer = viewerOf(principalOf(request));
      const { total, rows } = await commentsOf(db, viewer, request.params.ticketId, request.query);
      return toPage(request.query, total, rows.map(presentComment));
    },
  );

  server.post(
    path,
    {
      schema: {
        tags,
        summary: 'Comment on a ticket',
        params: TicketId,
        body: CommentRequest,
        response: responses({ 201: Comment }),
      },
      config: { access: { credential: 'any', scope: 'tickets:write', permission: 'comments:write' } },
    },
    async (request, reply) => {
      const viewer = viewerOf(principalOf(request));
      const from = originOf(request);
      const row = await addComment(db, from, viewer, request.params.ticketId, request.body.body);
      return reply.status(201).send(presentComment(row));
    },
  );
}
