import { memberProvenance } from '../audit/change-origin.ts';
import { requireShownFactor } from '../http/gate/authenticate.ts';
import { toPage } from '../contract/paging.ts';
import { principalOf } from '../http/gate/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import { idParameter, NoContent, responses } from '../contract/schemas.ts';
import type { Server } from '../http/server.ts';
import { changeOrganization } from './change-organization.ts';
import { changeMember, getMember, removeMember } from '../members/members.ts';
import { presentMe, presentOrganization, presentUser } from './present.ts';
import { listMembers } from './queries.ts';
import { Me, Organization, OrganizationChange, User, UserChange, UserPage, UserQuery } from './schema.ts';

const adminOnly = {
  credential: 'any',
  scope: 'organization:write',
  permission: 'organization:manage',
} as const;
const tags = ['Organization'];
const ownFactorFirst =
  'Show a second factor in this session first: set yours up, or enter a code, under Settings > Account > Security. Otherwise the policy would shut you out.';
const UserId = idParameter('userId', 'usr');

/** Who am I; the organization with its policy; its members. */
export function organizationRoutes(server: Server, { db, now }: RouteContext): void {
  server.get(
    '/api/v1/me',
    {
      schema: { tags: ['Profile'], summary: 'Who this request acts as', response: responses({ 200: Me }) },
      config: { access: { credential: 'any', scope: null, beforeEnrollment: true } },
    },
    (request) => presentMe(principalOf(request)),
  );

  server.get(
    '/api/v1/organization',
    {
      schema: {
        tags,
        summary: 'The organization and its policy',
        response: responses({ 200: Organization }),
      },
      config: { access: { credential: 'any', scope: 'organization:write' } },
    },
    (request) => presentOrganization(principalOf(request).organization),
  );

  server.patch(
    '/api/v1/organization',
    {
      schema: {
        tags,
        summary: "Change the organization's name or policy (admins)",
        body: OrganizationChange,
        response: responses({ 200: Organization }),
      },
      config: { access: adminOnly },
    },
    async (request) => {
      // Whoever signs in to require it has it first: saved before, it would lock them out of undoing it.
      if (request.body.policy?.twoFactorRequired) requireShownFactor(principalOf(request), ownFactorFirst);
      return presentOrganization(
        await changeOrganization(db, memberProvenance(request, now()), request.body),
      );
    },
  );

  memberRoutes(server, { db, now });
}

function memberRoutes(server: Server, { db, now }: RouteContext): void {
  server.get(
    '/api/v1/users',
    {
      schema: {
        tags,
        summary: 'Members (admins)',
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
      schema: { tags, summary: 'One member (admins)', params: UserId, response: responses({ 200: User }) },
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
    async (request) =>
      presentUser(
        await changeMember(db, memberProvenance(request, now()), request.params.userId, request.body),
      ),
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
      await removeMember(db, memberProvenance(request, now()), request.params.userId);
      return reply.status(204).send(null);
    },
  );
}
