import type { Server } from '../../http/server.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { issuerOf } from '../issuer/form-routes.ts';
import { endpointConfig as config } from '../schema.ts';
import { grantTypes } from '../token/routes.ts';
import { authorizationServerMetadata, protectedResourceMetadata } from './metadata.ts';

/** Standard documents, left out of the OpenAPI document. */
const schema = { hide: true };
const resourcePath = '/.well-known/oauth-protected-resource';

/** Registers the metadata of the authorization server and of the protected resources. */
export function metadataRoutes(server: Server, context: OAuthContext): void {
  const names = grantTypes.map(({ grantType }) => grantType);
  server.get('/.well-known/oauth-authorization-server', { schema, config }, async (request) =>
    authorizationServerMetadata(await issuerOf(context, request), names, context.clientMetadataDocuments),
  );
  server.get(resourcePath, { schema, config }, async (request) =>
    protectedResourceMetadata(await issuerOf(context, request), 'api'),
  );
  for (const path of [`${resourcePath}/mcp`, `${resourcePath}/mcp/`])
    server.get(path, { schema, config }, async (request) =>
      protectedResourceMetadata(await issuerOf(context, request), 'mcp'),
    );
}
