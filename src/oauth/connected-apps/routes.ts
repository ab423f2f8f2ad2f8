import { toPage } from '../../contract/paging.ts';
import { idParameter, NoContent, responses } from '../../contract/schemas.ts';
import { originOf } from '../../http/change-origin.ts';
import { principalOf } from '../../http/gate/request-state.ts';
import type { Server } from '../../http/server.ts';
import type { OAuthContext } from '../issuer/context.ts';
import {
  ConnectedAppList,
  ConnectedAppsOf,
  OwnedConnectedAppPage,
  OwnedConnectedAppQuery,
} from '../schema.ts';
import { endConnection, endConnectionsOfMemberTo } from './end-connection.ts';
import { presentConnection } from './present.ts';
import { listConnections, listOwnedConnections } from './queries.ts';

const GrantId = idParameter('grantId', 'grt');
const managing = {
  credential: 'any',
  scope: 'organization:write',
  permission: 'organization:manage',
} as const;
const mine = '/api/v1/me/connected-apps';
const everyones = '/api/v1/organization/connected-apps';

/** Lists and revokes the member's own connections. */
export function connectedAppRoutes(server: Server, { db, now, lifetimes }: OAuthContext): void {
  const tags = ['OAuth'];
  // A credential that manages the member's tokens can also list and revoke the member's connections.
  const access = { credential: 'any', scope: 'tokens:write' } as const;
  server.get(
    mine,
    {
      schema: {
        tags,
        summary: 'List your connected apps, newest first',
        description: 'Each sign-in of an app is one connection with its own ID.',
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
        summary: 'Disconnect an app from your account everywhere',
        querystring: ConnectedAppsOf,
        response: responses({ 204: NoContent }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { organization, user } = principalOf(request);
      const from = originOf(request);
      const { applicationId } = request.query;
      await endConnectionsOfMemberTo(db, organization.id, from, user.id, applicationId);
      return reply.status(204).send(null);
    },
  );

  server.delete(
    `${mine}/:grantId`,
    {
      schema: {
        tags,
        summary: 'Revoke one connection of an app to your account',
        params: GrantId,
        response: responses({ 204: NoContent }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { organization, user } = principalOf(request);
      const from = originOf(request);
      await endConnection(db, organization.id, from, user.id, request.params.grantId);
      return reply.status(204).send(null);
    },
  );
}

/** Lists and revokes the connections of all members, for administrators. */
export function organizationConnectedAppRoutes(server: Server, { db, now, lifetimes }: OAuthContext): void {
  const tags = ['Organization'];
  server.get(
    everyones,
    {
      schema: {
        tags,
        summary: "List all members' connected apps, newest first (admins)",
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
        summary: "Revoke one connection of an app to a member's account (admins)",
        params: GrantId,
        response: responses({ 204: NoContent }),
      },
      config: { access: managing },
    },
    async (request, reply) => {
      const { organization } = principalOf(request);
      const from = originOf(request);
      await endConnection(db, organization.id, from, null, request.params.grantId);
      return reply.status(204).send(null);
    },
  );
}
