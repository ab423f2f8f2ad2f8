import { toPage } from '../contract/paging.ts';
import { idParameter, NoContent, responses } from '../contract/schemas.ts';
import { originOf } from '../http/change-origin.ts';
import { principalOf } from '../http/gate/request-state.ts';
import type { Server } from '../http/server.ts';
import type { Services } from '../http/services.ts';
import { listMembers } from '../organizations/queries.ts';
import { User, UserChange, UserPage, UserQuery } from '../organizations/schema.ts';
import { changeMember, getMember, removeMember } from './members.ts';
import { presentUser } from './present.ts';

const adminOnly = {
  credential: 'any',
  scope: 'organization:write',
  permission: 'organization:manage',
} as const;
const tags = ['Organization'];
const UserId = idParameter('userId', 'usr');

/** Lists, changes and removes members, for administrators. */
export function memberRoutes(server: Server, { db, hooks }: Services): void {
  server.get(
    '/api/v1/users',
    {
      schema: {
        tags,
        summary: 'List members (admins)',
        querystring: UserQuery,
        response: responses({ 200: UserPage }),
      },
      config: { access: adminOnly },
    },
    async (request) => {
      const { total, rows } = await listMembers(db, principalOf(request).organization.id, request.query);
      return toPage(request.query, total, rows.map(presentUser));
    },
  );

  server.get(
    '/api/v1/users/:userId',
    {
      schema: { tags, summary: 'Get a member (admins)', params: UserId, response: responses({ 200: User }) },
      config: { access: adminOnly },
    },
    async (request) =>
      presentUser(await getMember(db, principalOf(request).organization.id, request.params.userId)),
  );

  server.patch(
    '/api/v1/users/:userId',
    {
      schema: {
        tags,
        summary: "Change a member's name, role or state (admins)",
        params: UserId,
        body: UserChange,
        response: responses({ 200: User }),
      },
      config: { access: adminOnly },
    },
    async (request) => {
      const { organization } = principalOf(request);
      const { userId } = request.params;
      const from = originOf(request);
      return presentUser(await changeMember(db, organization.id, from, userId, request.body));
    },
  );

  server.delete(
    '/api/v1/users/:userId',
    {
      schema: {
        tags,
        summary: 'Remove a member (admins)',
        params: UserId,
        response: responses({ 204: NoContent }),
      },
      config: { access: adminOnly },
    },
    async (request, reply) => {
      const { organization } = principalOf(request);
      await removeMember(db, organization.id, originOf(request), request.params.userId, hooks.memberRemoved);
      return reply.status(204).send(null);
    },
  );
}
