import { findVersion } from '../audit/queries.ts';
import { mapPage } from '../contract/paging.ts';
import { IfNoneMatch, idParameter, NotModified } from '../contract/schemas.ts';
import { defineRoute } from '../http/define-route.ts';
import { PageCache } from '../http/page-cache.ts';
import type { Services } from '../http/services.ts';
import { presentTicket } from './present.ts';
import { Ticket, TicketChange, TicketPage, TicketQuery, TicketRequest } from './schema.ts';
import { changeTicket, createTicket, getTicket, searchTickets } from './tickets.ts';
import { viewerOf } from './viewer.ts';
import { visibilityKey } from './visibility-queries.ts';

const readAccess = { credential: 'any', scope: 'tickets:read' } as const;
const writeAccess = { credential: 'any', scope: 'tickets:write', permission: 'tickets:write' } as const;
const tag = 'Tickets';
const path = '/api/v1/tickets';
const TicketId = idParameter('ticketId', 'tkt');

/** The tickets on the boards that a member can see. */
export const ticketRoutes = ({ db }: Services, pages = new PageCache()) => [
  defineRoute({
    method: 'GET',
    path,
    tag,
    summary: 'List the tickets that you can see, newest first',
    access: readAccess,
    headers: IfNoneMatch,
    query: TicketQuery,
    response: { 200: TicketPage, 304: NotModified },
    run: ({ member, query, request, reply }) => {
      const viewer = viewerOf(member);
      const { page, limit, cursor, ...filter } = query;
      return pages.respond(request, reply, {
        key: JSON.stringify([visibilityKey(viewer), query]),
        version: () => findVersion(db, viewer.organizationId),
        read: async () =>
          mapPage(await searchTickets(db, viewer, filter, { page, limit, cursor }), presentTicket),
      });
    },
  }),

  defineRoute({
    method: 'GET',
    path: `${path}/:ticketId`,
    tag,
    summary: 'Get a ticket',
    access: readAccess,
    params: TicketId,
    response: { 200: Ticket },
    run: async ({ member, params }) => presentTicket(await getTicket(db, viewerOf(member), params.ticketId)),
  }),

  defineRoute({
    method: 'POST',
    path,
    tag,
    summary: 'Create a ticket (admins, team members)',
    access: writeAccess,
    body: TicketRequest,
    response: { 201: Ticket },
    run: async ({ member, from, body, reply }) => {
      const row = await createTicket(db, from, viewerOf(member), body);
      reply.header('location', `${path}/${row.id}`);
      return presentTicket(row);
    },
  }),

  defineRoute({
    method: 'PATCH',
    path: `${path}/:ticketId`,
    tag,
    summary: 'Update a ticket (admins, team members)',
    access: writeAccess,
    params: TicketId,
    body: TicketChange,
    response: { 200: Ticket },
    run: async ({ member, from, params, body }) =>
      presentTicket(await changeTicket(db, from, viewerOf(member), params.ticketId, body)),
  }),
];
