import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { type FastifySchema, fastify, type RouteOptions } from 'fastify';
import { type Hosting, subdomainOrigin } from '../../contract/organization-address.ts';
import { withOptionalDefaults } from '../../contract/schemas.ts';
import type { RouteAccess, RouteReference } from '../gate/request-state.ts';
import { finishDocument } from './document.ts';
import { errorCodesOf } from './error-codes.ts';
import { errorResponses } from './error-responses.ts';
import { accessText, securityOf, securitySchemes } from './security.ts';
import { tags } from './tags.ts';

const description = `The API of an organization. Authenticate with a personal access token or an OAuth access token as a
Bearer token. Each operation lists the error codes with which it can answer; a request that the HTTP parser cannot read gets
400 \`bad_request\`, 408 \`request_timeout\` or 431 \`headers_too_large\`, and a wrong method 405 \`method_not_allowed\`.`;

/** Builds the OpenAPI document of routes from their validation schemas. */
export async function generateDocument(routes: readonly RouteOptions[], version: string, hosting: Hosting) {
  // A server of its own that never listens, because the generator is only needed when somebody reads the document.
  const server = fastify({ exposeHeadRoutes: false });
  server.setValidatorCompiler(() => () => true);
  server.setSerializerCompiler(() => () => '');
  await server.register(swagger, optionsFor(version, hosting));
  for (const { method, url, schema = {}, config } of routes)
    server.route({ method, url, schema, ...(config && { config }), handler: () => null });
  await server.ready();
  return server.swagger();
}

function optionsFor(
  version: string,
  { baseUrl, defaultOrganization }: Hosting,
): FastifyDynamicSwaggerOptions {
  const slug = defaultOrganization ?? 'acme-corp';
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Spedy API',
        version,
        description: description.replaceAll('\n', ' '),
        contact: { name: 'The operator of this server', url: baseUrl.origin },
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [
        {
          // A template, so that one document describes every organization's API.
          url: subdomainOrigin(baseUrl, slug).replace(`//${slug}.`, '//{slug}.'),
          description: "An organization's own address",
          variables: { slug: { default: slug, description: "The organization's slug" } },
        },
        { url: baseUrl.origin, description: "The bare domain: the organization is the token's own" },
      ],
      tags,
      components: { securitySchemes: securitySchemes(subdomainOrigin(baseUrl, slug)) },
    },
    transform: ({ schema, url, route }) => ({ url, schema: documented(schema, route) }),
    transformObject: (document) =>
      'openapiObject' in document ? finishDocument(document.openapiObject) : document.swaggerObject,
  };
}

const noCredential: RouteAccess = { credential: 'none' };

/** A route's schema with what follows from its access and its reference. */
function documented(schema: FastifySchema, route: RouteOptions): FastifySchema {
  const { access = noCredential, reference = {}, errorForm, forPeople } = route.config ?? {};
  const codes = errorCodesOf({ method: String(route.method), access, schema, reference });
  const querystring = reference.query ?? schema.querystring;
  const scope = access.credential === 'any' ? access.scope : null;
  const credentials =
    errorForm === 'scim' ? 'Needs a SCIM token.' : schema.security ? '' : accessText(access);
  return {
    ...schema,
    description: [schema.description, credentials].filter(Boolean).join(' '),
    ...(querystring ? { querystring: withOptionalDefaults(querystring) } : {}),
    ...unparsedBody(reference),
    ...(scope === null ? {} : { 'x-required-scope': scope }),
    security: schema.security ?? securityOf(access),
    response: {
      ...successes(schema.response),
      ...errorResponses(codes, {
        form: errorForm,
        oauthErrors: reference.oauthErrors,
        statuses: reference.statuses,
        pages: forPeople === true,
      }),
      ...(forPeople && !isJsonRoute(schema.response) ? { default: page } : {}),
    },
  };
}

/** What a browser gets that a redirect does not help. */
const page = {
  description: 'A page that says what is wrong.',
  content: { 'text/html': { schema: { type: 'string' } } },
};

/** Whether a route answers with JSON, and not only with redirects and pages. */
function isJsonRoute(response: unknown): boolean {
  return Object.keys(Object(response)).some((status) => status.startsWith('2'));
}

/** The body of a route that parses it itself. */
function unparsedBody({ form, upload }: RouteReference): FastifySchema & { readonly consumes?: string[] } {
  if (form) return { body: form, consumes: ['application/x-www-form-urlencoded'] };
  return upload ? { body: { type: 'string', format: 'binary' }, consumes: [...upload] } : {};
}

/** The responses that are not errors. */
function successes(response: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(Object(response)).filter(([status]) => /^[123]/.test(status)));
}
