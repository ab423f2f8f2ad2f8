import { memberProvenance } from '../../audit/provenance.ts';
import { principalOf } from '../../http/request-state.ts';
import type { RouteContext } from '../../http/route-context.ts';
import { idParameter, NoContent, responses } from '../../http/schemas.ts';
import type { Server } from '../../http/server.ts';
import { listResourceServers } from './queries.ts';
import { createResourceServer, presentResourceServer, removeResourceServer } from './resource-servers.ts';
import { CreatedResourceServer, ResourceServerList, ResourceServerRequest } from './schema.ts';

const access = { credential: 'any', scope: 'organization:write', permission: 'organization:manage' } as const;
const tags = ['Organization'];
const path = '/api/v1/organization/resource-servers';

/** The services that introspect any of the organization's tokens, for administrators. */
export function resourceServerRoutes(server: Server, { db, now }: RouteContext): void {
  server.get(
    path,
    {
      schema: {
        tags,
        summary: "Services that introspect the organization's tokens (admins)",
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
          'Make a client for a service that introspects any token; its secret is shown this once (admins)',
        description:
          'Takes a signed-in session: a token is answered session_required. The service introspects with HTTP Basic, its id and the secret.',
        body: ResourceServerRequest,
        response: responses({ 201: CreatedResourceServer }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { user } = principalOf(request);
      const from = memberProvenance(request, now());
      const { row, secret } = await createResourceServer(db, from, user, request.body);
      return reply.status(201).send({ ...presentResourceServer(row), clientSecret: secret });
    },
  );

  server.delete(
    `${path}/:resourceServerId`,
    {
      schema: {
        tags,
        summary: 'Remove a resource server: its secret is refused at once (admins)',
        params: idParameter('resourceServerId', 'rsv'),
        response: responses({ 204: NoContent }),
      },
      config: { access },
    },
    async (request, reply) => {
      await removeResourceServer(db, memberProvenance(request, now()), request.params.resourceServerId);
      return reply.status(204).send(null);
    },
  );
}
