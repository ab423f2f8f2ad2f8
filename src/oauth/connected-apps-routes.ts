import { memberProvenance } from '../audit/provenance.ts';
import { toPage } from '../http/paging.ts';
import { principalOf } from '../http/request-state.ts';
import { idParameter, NoContent, responses } from '../http/schemas.ts';
import type { Server } from '../http/server.ts';
import { listConnections, listOwnedConnections } from './connected-apps-queries.ts';
import { endGrant, endGrantsOfMemberTo } from './end-grant.ts';
import type { OAuthContext } from './endpoint.ts';
import { presentConnection } from './present.ts';
import {
  ConnectedAppList,
  ConnectedAppsOf,
  OwnedConnectedAppPage,
  OwnedConnectedAppQuery,
} from './schema.ts';

const GrantId = idParameter('grantId', 'grt');
const managing = {
  credential: 'any',
  scope: 'organization:write',
  permission: 'organization:manage',
} as const;
const mine = '/api/v1/me/connected-apps';
const everyones = '/api/v1/organization/connected-apps';

/** What a member has allowed: list, end. */
export function connectedAppRoutes(server: Server, { db, now, lifetimes }: OAuthContext): void {
  const tags = ['OAuth'];
  // Whoever manages a member's tokens may see and end what the member has connected.
  const access = { credential: 'any', scope: 'tokens:write' } as const;
  server.get(
    mine,
    {
      schema: {
        tags,
        summary: 'Where applications are signed in to my account, newest first',
        description: 'Each time that I allowed an application is one sign-in, with an id of its own.',
        response: responses({ 200: ConnectedAppList }),
      },
      config: { access },
    },
    async (request) => {
      const { organization, user } = principalOf(request);
      const rows = await listConnections(db, organization.id, user.id, now());
      return { data: rows.map((row) => presentConnection(row, lifetimes)) };
    },
  );

  server.delete(
    mine,
    {
      schema: {
        tags,
        summary: 'End every sign-in of an application to my account',
        querystring: ConnectedAppsOf,
        response: responses({ 204: NoContent }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { user } = principalOf(request);
      await endGrantsOfMemberTo(db, memberProvenance(request, now()), user.id, request.query.applicationId);
      return reply.status(204).send(null);
    },
  );

  server.delete(
    `${mine}/:grantId`,
    {
      schema: {
        tags,
        summary: 'End one sign-in of an application, for good',
        params: GrantId,
        response: responses({ 204: NoContent }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { user } = principalOf(request);
      await endGrant(db, memberProvenance(request, now()), user.id, request.params.grantId);
      return reply.status(204).send(null);
    },
  );
}

/** The administrators' view of what all members have allowed. */
export function organizationConnectedAppRoutes(server: Server, { db, now, lifetimes }: OAuthContext): void {
  const tags = ['Organization'];
  server.get(
    everyones,
    {
      schema: {
        tags,
        summary: "Where applications are signed in to members' accounts, newest first (admins)",
        querystring: OwnedConnectedAppQuery,
        response: responses({ 200: OwnedConnectedAppPage }),
      },
      config: { access: managing },
    },
    async (request) => {
      const { page, limit, ...filter } = request.query;
      const { organization } = principalOf(request);
      const { total, rows } = await listOwnedConnections(db, organization.id, filter, { page, limit }, now());
      const data = rows.map((row) => ({
        ...presentConnection(row, lifetimes),
        owner: { id: row.ownerId, name: row.ownerName, email: row.ownerEmail },
      }));
      return toPage({ page, limit }, total, data);
    },
  );

  server.delete(
    `${everyones}/:grantId`,
    {
      schema: {
        tags,
        summary: "End one sign-in of an application to a member's account (admins)",
        params: GrantId,
        response: responses({ 204: NoContent }),
      },
      config: { access: managing },
    },
    async (request, reply) => {
      await endGrant(db, memberProvenance(request, now()), null, request.params.grantId);
      return reply.status(204).send(null);
    },
  );
}
