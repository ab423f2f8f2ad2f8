import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ScimError } from '../../contract/error-forms/scim-error.ts';
import { defineRoute } from '../../http/define-route.ts';
import { listSchema, userSchema } from '../protocol/constants.ts';
import { scimRoute } from '../protocol/scim-routes.ts';
import { serviceProviderConfig, userResourceType, userSchemaResource } from './resources.ts';

const Resource = Type.Object({}, { additionalProperties: true });
const FilterQuery = Type.Object({ filter: Type.Optional(Type.String()) });
const baseUrlOf = ({ origin }: FastifyRequest) => `${origin}/scim/v2`;

function listOf(resource: object) {
  return { schemas: [listSchema], totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: [resource] };
}

/** These lists cannot be filtered (RFC 7644 4). */
function refuseFilter({ filter }: { readonly filter?: string }): void {
  if (filter !== undefined)
    throw new ScimError(null, 'This list cannot be filtered. Send the request without filter.', {
      status: 403,
    });
}

const kinds = [
  {
    path: '/scim/v2/ResourceTypes',
    parameter: 'resourceTypeId',
    name: 'ResourceType',
    what: 'resource type',
    id: 'User',
    resourceOf: userResourceType,
  },
  {
    path: '/scim/v2/Schemas',
    parameter: 'schemaId',
    name: 'Schema',
    what: 'schema',
    id: userSchema,
    resourceOf: userSchemaResource,
  },
] as const;

/** What identity providers read to learn what the server supports (RFC 7644 4). */
export const discoveryRoutes = [
  defineRoute({
    ...scimRoute,
    method: 'GET',
    path: '/scim/v2/ServiceProviderConfig',
    operationId: 'getScimServiceProviderConfig',
    summary: 'Get what the SCIM server supports',
    query: FilterQuery,
    response: { 200: Resource },
    run: ({ request, query }) => {
      refuseFilter(query);
      return serviceProviderConfig(baseUrlOf(request));
    },
  }),
  ...kinds.flatMap(({ path, parameter, name, what, id, resourceOf }) => [
    defineRoute({
      ...scimRoute,
      method: 'GET',
      path,
      operationId: `listScim${name}s`,
      summary: `List each ${what}`,
      query: FilterQuery,
      response: { 200: Resource },
      run: ({ request, query }) => {
        refuseFilter(query);
        return listOf(resourceOf(baseUrlOf(request)));
      },
    }),
    defineRoute({
      ...scimRoute,
      method: 'GET',
      path: `${path}/:${parameter}`,
      operationId: `getScim${name}`,
      summary: `Get a ${what}`,
      params: Type.Object({ [parameter]: Type.String() }),
      response: { 200: Resource },
      run: ({ request, params }) => {
        const given = String(Object.values(params)[0]);
        if (given.toLowerCase() !== id.toLowerCase())
          throw new ScimError(null, `There is no ${what} ${given.slice(0, 100)}.`, { status: 404 });
        return resourceOf(baseUrlOf(request));
      },
    }),
  ]),
];
