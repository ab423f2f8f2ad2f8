import swagger from '@fastify/swagger';
import { withOptionalDefaults } from '../contract/schemas.ts';
import { defineHiddenRoute, type Route } from './define-route.ts';
import type { Server } from './server.ts';

/** Tags in reading order, for the API reference. */
const tags = [
  { name: 'Tokens', description: "The member's own personal access tokens." },
  { name: 'Profile', description: 'The member and organization of a request.' },
  { name: 'Sessions', description: 'Sign-in with email and password, for the dashboard.' },
  { name: 'Tickets', description: 'Boards, tickets and comments.' },
  { name: 'Organization', description: "Members, plan, policy and the organization's tokens." },
  { name: 'OAuth', description: 'Authorization for applications with PKCE, and connected apps.' },
  { name: 'Audit', description: 'Who did what, to what, when and from where.' },
  { name: 'SCIM', description: 'Members, for identity providers (RFC 7643, RFC 7644).' },
  { name: 'Service', description: 'Health checks, leaked tokens and setup.' },
];

/** Builds the OpenAPI document from the validation schemas. Register it before the routes. */
export async function registerOpenApi(server: Server, version: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Spedy API',
        version,
        description: 'Authenticate with a personal access token as a Bearer token.',
      },
      tags,
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'A personal access token (spedy_pat_…).' },
          client: {
            type: 'http',
            scheme: 'basic',
            description: 'The ID and secret of an OAuth client or a resource server.',
          },
          scim: { type: 'http', scheme: 'bearer', description: 'A SCIM token (spedy_scm_…).' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'spedy_session',
            description: "The dashboard's session.",
          },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const access = route.config?.access;
      const scope = access?.credential === 'any' ? access.scope : null;
      return {
        url,
        schema: {
          ...schema,
          ...(schema.querystring ? { querystring: withOptionalDefaults(schema.querystring) } : {}),
          security:
            schema.security ??
            (access && access.credential !== 'none' ? securityOf(access.credential, scope) : []),
        },
      };
    },
  });
}

function securityOf(credential: 'any' | 'session', scope: string | null) {
  const session = { session: [] };
  return credential === 'session' ? [session] : [{ token: scope ? [scope] : [] }, session];
}

/** `GET /openapi.json`, serialized once. */
export function openApiRoute(server: Server): Route {
  let document: string | undefined;
  return defineHiddenRoute({
    method: 'GET',
    path: '/openapi.json',
    access: { credential: 'none' },
    config: { load: 'none' },
    run: ({ reply }) => {
      document ??= JSON.stringify(server.swagger());
      return reply.type('application/json; charset=utf-8').send(document);
    },
  });
}
