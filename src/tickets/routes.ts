import { toPage } from '../contract/paging.ts';
import { idParameter, responses } from '../contract/schemas.ts';
import { originOf } from '../http/change-origin.ts';
import { principalOf } from '../http/gate/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { boardRoutes } from './boards-routes.ts';
import { commentRoutes } from './comments-routes.ts';
import { presentTicket } from './present.ts';
import { Ticket, TicketChange, TicketPage, TicketQuery, TicketRequest } from './schema.ts';
import { changeTicket, createTicket, getTicket, searchTickets } from './tickets.ts';
import { viewerOf } from './viewer.ts';

const reading = { credential: 'any', scope: 'tickets:read' } as const;
const writing = { credential: 'any', scope: 'tickets:write', permission: 'tickets:write' } as const;
const tags = ['Tickets'];
const path = '/api/v1/tickets';
const TicketId = idParameter('ticketId', 'tkt');

/** Registers the routes of boards, tickets and comments. */
export function ticketRoutes(server: Server, context: RouteContext): void {
  boardRoutes(server, context);
  ticketReadingRoutes(server, context);
  ticketWritingRoutes(server, context);
  commentRoutes(server, context);
}

function ticketReadingRoutes(server: Server, { db }: RouteContext): void {
  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'List the tickets that you can see, newest first',
        querystring: TicketQuery,
        response: responses({ 200: TicketPage }),
      },
      config: { access: reading },
    },
    async (request) => {
      const { page, limit, ...filter } = request.query;
      const viewer = viewerOf(principalOf(request));
      const { total, rows } = await searchTickets(db, viewer, filter, { page, limit });
      return toPage({ page, limit }, total, rows.map(presentTicket));
    },
  );

  server.get(
    `${path}/:ticketId`,
    {
      schema: { tags, summary: 'Get a ticket', params: TicketId, response: responses({ 200: Ticket }) },
      config: { access: reading },
    },
    async (request) =>
      presentTicket(await getTicket(db, viewerOf(principalOf(request)), request.params.ticketId)),
  );
}

function ticketWritingRoutes(server: Server, { db }: RouteContext): void {
  server.post(
    path,
    {
      schema: {
        tags,
        summary: 'Create a ticket (admins, team members)',
        body: TicketRequest,
        response: responses({ 201: Ticket }),
      },
      config: { access: writing },
    },
    async (request, reply) => {
      const viewer = viewerOf(principalOf(request));
      const row = await createTicket(db, originOf(request), viewer, request.body);
      return reply.status(201).header('location', `${path}/${row.id}`).send(presentTicket(row));
    },
  );

  server.patch(
    `${path}/:ticketId`,
    {
      schema: {
        tags,
        summary: 'Update a ticket (admins, team members)',
        params: TicketId,
        body: TicketChange,
        response: responses({ 200: Ticket }),
      },
      config: { access: writing },
    },
    async (request) => {
      const viewer = viewerOf(principalOf(request));
      const from = originOf(request);
      return presentTicket(await changeTicket(db, from, viewer, request.params.ticketId, request.body));
    },
  );
}
