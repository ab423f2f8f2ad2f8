import { idParameter, NoContent, responses } from '../../contract/schemas.ts';
import { originOf } from '../../http/change-origin.ts';
import { principalOf } from '../../http/gate/request-state.ts';
import type { RouteContext } from '../../http/route-context.ts';
import type { Server } from '../../http/server.ts';
import { listResourceServers } from './queries.ts';
import { createResourceServer, presentResourceServer, removeResourceServer } from './resource-servers.ts';
import { CreatedResourceServer, ResourceServerList, ResourceServerRequest } from './schema.ts';

const access = { credential: 'any', scope: 'organization:write', permission: 'organization:manage' } as const;
const tags = ['Organization'];
const path = '/api/v1/organization/resource-servers';

/** Lists, creates and removes resource servers, for administrators. */
export function resourceServerRoutes(server: Server, { db }: RouteContext): void {
  server.get(
    path,
    {
      schema: {
        tags,
        summary: "List the services that can introspect the organization's tokens (admins)",
        response: responses({ 200: ResourceServerList }),
      },
      config: { access },
    },
    async (request) => {
      const rows = await listResourceServers(db, principalOf(request).organization.id);
      return { data: rows.map(presentResourceServer) };
    },
  );

  server.post(
    path,
    {
      schema: {
        tags,
        summary:
          'Create a resource server: a service that can introspect any token of the organization (admins)',
        description:
          'Requires a session; a token gets session_required. The secret is shown only once. The service authenticates with HTTP Basic, using its ID and the secret.',
        body: ResourceServerRequest,
        response: responses({ 201: CreatedResourceServer }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { organization, user } = principalOf(request);
      const from = originOf(request);
      const { row, secret } = await createResourceServer(db, organization.id, from, user, request.body);
      return reply.status(201).send({ ...presentResourceServer(row), clientSecret: secret });
    },
  );

  server.delete(
    `${path}/:resourceServerId`,
    {
      schema: {
        tags,
        summary: 'Remove a resource server, which invalidates its secret immediately (admins)',
        params: idParameter('resourceServerId', 'rsv'),
        response: responses({ 204: NoContent }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { organization } = principalOf(request);
      const from = originOf(request);
      await removeResourceServer(db, organization.id, from, request.params.resourceServerId);
      return reply.status(204).send(null);
    },
  );
}
