import { findVersion } from '../audit/queries.ts';
import { IfNoneMatch, NotModified } from '../contract/schemas.ts';
import { defineRoute } from '../http/define-route.ts';
import { PageCache } from '../http/page-cache.ts';
import type { Services } from '../http/services.ts';
import { presentTicket, presentTicketPage } from './present.ts';
import { ticketByReference, ticketIdOf } from './references.ts';
import { Ticket, TicketChange, TicketPage, TicketQuery, TicketReference, TicketRequest } from './schema.ts';
import { searchTickets } from './search/search-tickets.ts';
import { changeTicket, createTicket } from './tickets.ts';
import { viewerOf } from './viewer.ts';
import { visibilityKey } from './visibility-queries.ts';

const readAccess = { credential: 'any', scope: 'tickets:read' } as const;
const writeAccess = { credential: 'any', scope: 'tickets:write', permission: 'tickets:write' } as const;
const tag = 'Tickets';
const path = '/api/v1/tickets';

/** The tickets on the boards that a member can see. */
export const ticketRoutes = ({ db }: Services, pages = new PageCache()) => [
  defineRoute({
    method: 'GET',
    path,
    operationId: 'listTickets',
    tag,
    summary: 'List or search the tickets that you can see, newest first; the best matches of a search first',
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
        read: async (version) =>
          presentTicketPage(
            await searchTickets(db, viewer, filter, { page, limit, cursor }, version),
            viewer,
          ),
      });
    },
  }),

  defineRoute({
    method: 'GET',
    path: `${path}/:ticketId`,
    operationId: 'getTicket',
    tag,
    summary: 'Get a ticket',
    access: readAccess,
    params: TicketReference,
    response: { 200: Ticket },
    run: async ({ member, params }) => {
      const viewer = viewerOf(member);
      return presentTicket(await ticketByReference(db, viewer, params.ticketId), viewer);
    },
  }),

  defineRoute({
    method: 'POST',
    path,
    operationId: 'createTicket',
    tag,
    summary: 'Create a ticket (admins, team members)',
    access: writeAccess,
    body: TicketRequest,
    reference: { errors: ['not_found', 'forbidden'] },
    response: { 201: Ticket },
    run: async ({ member, from, body, reply }) => {
      const viewer = viewerOf(member);
      const row = await createTicket(db, from, viewer, body);
      reply.header('location', `${path}/${row.id}`);
      return presentTicket(row, viewer);
    },
  }),

  defineRoute({
    method: 'PATCH',
    path: `${path}/:ticketId`,
    operationId: 'updateTicket',
    tag,
    summary: 'Update a ticket (admins, team members)',
    access: writeAccess,
    params: TicketReference,
    body: TicketChange,
    reference: { errors: ['conflict', 'forbidden'] },
    response: { 200: Ticket },
    run: async ({ member, from, params, body }) => {
      const viewer = viewerOf(member);
      const ticketId = await ticketIdOf(db, viewer, params.ticketId);
      return presentTicket(await changeTicket(db, from, viewer, ticketId, body), viewer);
    },
  }),
];
