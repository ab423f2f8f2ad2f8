import { Type } from 'typebox';
import type { Audience } from '../../access/audience.ts';
import { defineRoute, type Route } from '../../http/define-route.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { issuerOf } from '../issuer/form-routes.ts';
import { endpointConfig } from '../protocol/schema.ts';
import { authorizationServerMetadata, protectedResourceMetadata } from './metadata.ts';

const resourcePath = '/.well-known/oauth-protected-resource';

/** The metadata of the authorization server and of the protected resources. */
export function metadataRoutes(context: OAuthContext): Route[] {
  const resource = (path: string, audience: Audience) =>
    defineRoute({
      ...common,
      path,
      summary: 'Get the metadata of a protected resource (RFC 9728)',
      run: async ({ request }) => protectedResourceMetadata(await issuerOf(context, request), audience),
    });
  return [
    defineRoute({
      ...common,
      path: '/.well-known/oauth-authorization-server',
      summary: 'Get the metadata of the authorization server (RFC 8414)',
      run: async ({ request }) => authorizationServerMetadata(await issuerOf(context, request), context),
    }),
    resource(resourcePath, 'api'),
    resource(`${resourcePath}/mcp`, 'mcp'),
    resource(`${resourcePath}/mcp/`, 'mcp'),
  ];
}

const common = {
  method: 'GET',
  tag: 'OAuth',
  access: { credential: 'none' },
  config: endpointConfig,
  // Standard documents, left out of the OpenAPI document.
  fastify: { schema: { hide: true } },
  answer: { 200: Type.Unknown() },
} as const;
