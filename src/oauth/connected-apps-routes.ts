import { memberProvenance } from '../audit/provenance.ts';
import { toPage } from '../http/paging.ts';
import { principalOf } from '../http/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import { idParameter, NoContent, responses } from '../http/schemas.ts';
import type { Server } from '../http/server.ts';
import { listConnections, listOwnedConnections } from './connected-apps-queries.ts';
import { endGrant } from './end-grant.ts';
import { presentConnection } from './present.ts';
import { ConnectedAppList, OwnedConnectedAppPage, OwnedConnectedAppQuery } from './schema.ts';

const GrantId = idParameter('grantId', 'grt');
const managing = {
  credential: 'any',
  scope: 'organization:write',
  permission: 'organization:manage',
} as const;
const mine = '/api/v1/me/connected-apps';
const everyones = '/api/v1/organization/connected-apps';

/** What a member has allowed: list, end. */
export function connectedAppRoutes(server: Server, { db, now }: RouteContext): void {
  const tags = ['OAuth'];
  // Whoever manages a member's tokens may see and end what the member has connected.
  const access = { credential: 'any', scope: 'tokens:write' } as const;
  server.get(
    mine,
    {
      schema: {
        tags,
        summary: 'The applications that I have connected, newest first',
        response: responses({ 200: ConnectedAppList }),
      },
      config: { access },
    },
    async (request) => {
      const { organization, user } = principalOf(request);
      const rows = await listConnections(db, organization.id, user.id);
      return { data: rows.map(presentConnection) };
    },
  );

  server.delete(
    `${mine}/:grantId`,
    {
      schema: {
        tags,
        summary: 'End the access of an application, for good',
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
export function organizationConnectedAppRoutes(server: Server, { db, now }: RouteContext): void {
  const tags = ['Organization'];
  server.get(
    everyones,
    {
      schema: {
        tags,
        summary: 'What members have connected, newest first (admins)',
        querystring: OwnedConnectedAppQuery,
        response: responses({ 200: OwnedConnectedAppPage }),
      },
      config: { access: managing },
    },
    async (request) => {
      const { page, limit, ...filter } = request.query;
      const { organization } = principalOf(request);
      const { total, rows } = await listOwnedConnections(db, organization.id, filter, { page, limit });
      const data = rows.map((row) => ({
        ...presentConnection(row),
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
        summary: "End an application's access to a member's account (admins)",
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
