import { idParameter, NoContent } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import { administratorAccess } from '../../http/gate/request-state.ts';
import type { Services } from '../../http/services.ts';
import { listResourceServers } from './queries.ts';
import { createResourceServer, presentResourceServer, removeResourceServer } from './resource-servers.ts';
import { CreatedResourceServer, ResourceServerList, ResourceServerRequest } from './schema.ts';

const tag = 'Organization';
const path = '/api/v1/organization/resource-servers';

/** Lists, creates and removes resource servers, for administrators. */
export const resourceServerRoutes = ({ db }: Pick<Services, 'db'>) => [
  defineRoute({
    method: 'GET',
    path,
    operationId: 'listResourceServers',
    tag,
    summary: "List the services that can introspect the organization's tokens (admins)",
    access: administratorAccess,
    response: { 200: ResourceServerList },
    run: async ({ member }) => {
      const rows = await listResourceServers(db, member.organization.id);
      return { data: rows.map(presentResourceServer) };
    },
  }),

  defineRoute({
    method: 'POST',
    path,
    operationId: 'createResourceServer',
    tag,
    summary: 'Create a resource server: a service that can introspect any token of the organization (admins)',
    description:
      'Requires a session; a token gets session_required. The secret is shown only once. The service authenticates with HTTP Basic, using its ID and the secret. The session needs a recent confirmation.',
    access: { ...administratorAccess, confirmed: true },
    body: ResourceServerRequest,
    reference: { errors: ['session_required', 'limit_reached', 'already_exists', 'conflict'] },
    response: { 201: CreatedResourceServer },
    run: async ({ member: { organization, user }, from, body }) => {
      const { row, secret } = await createResourceServer(db, organization.id, from, user, body);
      return { ...presentResourceServer(row), clientSecret: secret };
    },
  }),

  defineRoute({
    method: 'DELETE',
    path: `${path}/:resourceServerId`,
    operationId: 'removeResourceServer',
    tag,
    summary: 'Remove a resource server, which invalidates its secret immediately (admins)',
    access: administratorAccess,
    params: idParameter('resourceServerId', 'rsv'),
    response: { 204: NoContent },
    run: ({ member, from, params }) =>
      removeResourceServer(db, member.organization.id, from, params.resourceServerId),
  }),
];
