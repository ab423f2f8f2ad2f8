import type { Audience } from '../../access/audience.ts';
import { defineHiddenRoute, type Route } from '../../http/define-route.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { issuerOf } from '../issuer/form-routes.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { endpointConfig } from '../protocol/schema.ts';
import { authorizationServerMetadata, protectedResourceMetadata } from './metadata.ts';

const resourcePath = '/.well-known/oauth-protected-resource';

/** The metadata of the authorization server and of the protected resources. */
export function metadataRoutes(context: OAuthContext): Route[] {
  const metadata = (path: string, describe: (issuer: Issuer) => object) =>
    defineHiddenRoute({
      method: 'GET',
      path,
      access: { credential: 'none' },
      config: endpointConfig,
      run: async ({ request, reply }) => reply.send(describe(await issuerOf(context, request))),
    });
  const resource = (audience: Audience) => (issuer: Issuer) => protectedResourceMetadata(issuer, audience);
  return [
    metadata('/.well-known/oauth-authorization-server', (issuer) =>
      authorizationServerMetadata(issuer, context),
    ),
    metadata(resourcePath, resource('api')),
    metadata(`${resourcePath}/mcp`, resource('mcp')),
    metadata(`${resourcePath}/mcp/`, resource('mcp')),
  ];
}
