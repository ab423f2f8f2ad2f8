import type { FastifyRequest } from 'fastify';
import { idParameter, NoContent } from '../../contract/schemas.ts';
import { defineRoute, SerializedBody } from '../../http/define-route.ts';
import type { Services } from '../../http/services.ts';
import { removedMembers } from '../../members/remove-member.ts';
import { listSchema } from '../protocol/constants.ts';
import { callerOf, scimOriginOf, scimRoute } from '../protocol/scim-routes.ts';
import { assignAll } from './assign.ts';
import { replacementOf } from './draft.ts';
import { listScimUsers } from './list.ts';
import { applyOperations, parseOperations } from './patch.ts';
import { hasVersion, presentScimUser } from './present.ts';
import { projected } from './projection.ts';
import type { UserRow } from './queries.ts';
import { changedDraft, changeUser, createUser, deleteUser, requireUser, type ScimContext } from './save.ts';
import {
  Conditions,
  PatchBody,
  type ProjectionQuery,
  ProjectionQuery as ProjectionQuerySchema,
  ScimUser,
  ScimUserBody,
  ScimUserList,
  UserListQuery,
} from './schema.ts';

const path = '/scim/v2/Users';
const UserId = idParameter('userId', 'usr');
const onePath = `${path}/:userId`;

/** Lists, creates, changes and deletes members as SCIM users (RFC 7644 3). */
export const scimUserRoutes = ({ db, hooks, sweepSoon }: Services) => {
  const contextOf = (request: FastifyRequest): ScimContext => ({
    db,
    hooks,
    caller: callerOf(request),
    from: scimOriginOf(request),
  });
  const respond = (request: FastifyRequest, row: UserRow, query: ProjectionQuery) =>
    projected(presentScimUser(row, baseUrlOf(request)), query) as ScimUser;
  const versioned = (request: FastifyRequest, row: UserRow) =>
    presentScimUser(row, baseUrlOf(request)).meta.version;

  return [
    defineRoute({
      ...scimRoute,
      method: 'GET',
      path,
      operationId: 'listScimUsers',
      summary: 'List users',
      query: UserListQuery,
      config: { ...scimRoute.config, load: 'list' },
      response: { 200: ScimUserList },
      run: async ({ request, query }) => {
        const page = await listScimUsers(db, callerOf(request).organizationId, query);
        return {
          schemas: [listSchema],
          ...(page.total === null ? {} : { totalResults: page.total }),
          ...(page.startIndex === null ? {} : { startIndex: page.startIndex }),
          itemsPerPage: page.rows.length,
          ...(page.nextCursor === null ? {} : { nextCursor: page.nextCursor }),
          Resources: page.rows.map((row) => respond(request, row, query)),
        };
      },
    }),

    defineRoute({
      ...scimRoute,
      method: 'POST',
      path,
      operationId: 'createScimUser',
      summary: 'Create a user',
      query: ProjectionQuerySchema,
      body: ScimUserBody,
      response: { 201: ScimUser },
      run: async ({ request, reply, query, body }) => {
        const row = await createUser(contextOf(request), (draft) => assignAll(draft, body));
        reply.header('location', `${baseUrlOf(request)}/Users/${row.id}`);
        reply.header('etag', versioned(request, row));
        return respond(request, row, query);
      },
    }),

    defineRoute({
      ...scimRoute,
      method: 'GET',
      path: onePath,
      operationId: 'getScimUser',
      summary: 'Get a user',
      params: UserId,
      query: ProjectionQuerySchema,
      headers: Conditions,
      response: { 200: ScimUser, 304: NoContent },
      run: async ({ request, reply, params, query, headers }) => {
        const row = await requireUser(db, callerOf(request).organizationId, params.userId);
        const version = versioned(request, row);
        reply.header('etag', version);
        const known = headers['if-none-match'];
        if (known !== undefined && hasVersion(known, version)) return new SerializedBody(304);
        return respond(request, row, query);
      },
    }),

    defineRoute({
      ...scimRoute,
      method: 'PUT',
      path: onePath,
      operationId: 'replaceScimUser',
      summary: 'Replace a user',
      params: UserId,
      query: ProjectionQuerySchema,
      headers: Conditions,
      body: ScimUserBody,
      response: { 200: ScimUser },
      run: async ({ request, reply, params, query, headers, body }) => {
        const replace = (before: UserRow) => {
          const draft = replacementOf(before);
          assignAll(draft, body);
          return draft;
        };
        const row = await changeUser(contextOf(request), params.userId, headers['if-match'], replace);
        reply.header('etag', versioned(request, row));
        return respond(request, row, query);
      },
    }),

    defineRoute({
      ...scimRoute,
      method: 'PATCH',
      path: onePath,
      operationId: 'updateScimUser',
      summary: 'Change a user, for example deactivate them',
      description:
        'Deactivating a user ends their sessions, personal access tokens, connections and invitations immediately.',
      params: UserId,
      query: ProjectionQuerySchema,
      headers: Conditions,
      body: PatchBody,
      response: { 200: ScimUser },
      run: async ({ request, reply, params, query, headers, body }) => {
        const operations = parseOperations(body);
        const patch = (before: UserRow) =>
          changedDraft(before, (draft) => applyOperations(draft, operations));
        const row = await changeUser(contextOf(request), params.userId, headers['if-match'], patch);
        reply.header('etag', versioned(request, row));
        return respond(request, row, query);
      },
    }),

    defineRoute({
      ...scimRoute,
      method: 'DELETE',
      path: onePath,
      operationId: 'deleteScimUser',
      summary: 'Delete a user permanently',
      params: UserId,
      headers: Conditions,
      response: { 204: NoContent },
      run: async ({ request, params, headers }) => {
        await deleteUser(contextOf(request), params.userId, headers['if-match']);
        sweepSoon(removedMembers);
      },
    }),
  ];
};

function baseUrlOf({ origin }: FastifyRequest): string {
  return `${origin}/scim/v2`;
}
