import { mapPage } from '../../contract/paging.ts';
import { idParameter, NoContent } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import { administratorAccess } from '../../http/gate/request-state.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { endConnection, endConnectionsOfMemberTo } from './end-connection.ts';
import { presentConnection } from './present.ts';
import { listConnections, listOwnedConnections } from './queries.ts';
import {
  ConnectedAppList,
  ConnectedAppQuery,
  OwnedConnectedAppPage,
  OwnedConnectedAppQuery,
} from './schema.ts';

const GrantId = idParameter('grantId', 'grt');
const memberRoute = {
  tag: 'OAuth',
  path: '/api/v1/me/connected-apps',
  // A credential that manages the member's tokens can also list and revoke the member's connections.
  access: { credential: 'any', scope: 'tokens:write' },
} as const;
const organizationRoute = {
  tag: 'Organization',
  path: '/api/v1/organization/connected-apps',
  access: administratorAccess,
} as const;

/** Lists and revokes the member's own connections. */
export const connectedAppRoutes = ({ db, now, lifetimes }: OAuthContext) => [
  defineRoute({
    ...memberRoute,
    method: 'GET',
    operationId: 'listConnectedApps',
    summary: 'List your connected apps, newest first',
    description: 'Each sign-in of an app is one connection with its own ID.',
    config: { load: 'list' },
    response: { 200: ConnectedAppList },
    run: async ({ member: { organization, user } }) => {
      const rows = await listConnections(db, organization.id, user.id, now());
      return { data: rows.map((row) => presentConnection(row, lifetimes)) };
    },
  }),

  defineRoute({
    ...memberRoute,
    method: 'DELETE',
    operationId: 'disconnectApp',
    summary: 'Disconnect an app from your account everywhere',
    query: ConnectedAppQuery,
    reference: { errors: ['not_found'] },
    response: { 204: NoContent },
    run: ({ member: { organization, user }, from, query }) =>
      endConnectionsOfMemberTo(db, organization.id, from, user.id, query.applicationId),
  }),

  defineRoute({
    ...memberRoute,
    method: 'DELETE',
    path: `${memberRoute.path}/:grantId`,
    operationId: 'revokeConnection',
    summary: 'Revoke one connection of an app to your account',
    params: GrantId,
    response: { 204: NoContent },
    run: ({ member: { organization, user }, from, params }) =>
      endConnection(db, organization.id, from, user.id, params.grantId),
  }),
];

/** Lists and revokes the connections of all members, for administrators. */
export const organizationConnectedAppRoutes = ({ db, now, lifetimes }: OAuthContext) => [
  defineRoute({
    ...organizationRoute,
    method: 'GET',
    operationId: 'listOrganizationConnectedApps',
    summary: "List all members' connected apps, newest first (admins)",
    query: OwnedConnectedAppQuery,
    response: { 200: OwnedConnectedAppPage },
    run: async ({ member: { organization }, query }) => {
      const connections = await listOwnedConnections(db, organization.id, query, query, now());
      return mapPage(connections, (row) => ({
        ...presentConnection(row, lifetimes),
        owner: { id: row.ownerId, name: row.ownerName, email: row.ownerEmail },
      }));
    },
  }),

  defineRoute({
    ...organizationRoute,
    method: 'DELETE',
    path: `${organizationRoute.path}/:grantId`,
    operationId: 'revokeOrganizationConnection',
    summary: "Revoke one connection of an app to a member's account (admins)",
    params: GrantId,
    response: { 204: NoContent },
    run: ({ member: { organization }, from, params }) =>
      endConnection(db, organization.id, from, null, params.grantId),
  }),
];
