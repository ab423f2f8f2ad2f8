import type { Server } from '../http/server.ts';
import type { FindCredential } from '../principals/verify.ts';
import { authorizeEndpoint } from './authorize/routes.ts';
import { connectedAppRoutes, organizationConnectedAppRoutes } from './connected-apps/routes.ts';
import { clientNameRoute } from './consent/client-name-routes.ts';
import { requestRoutes } from './consent/routes.ts';
import { deviceEndpoint } from './device/routes.ts';
import { metadataRoutes } from './discovery/routes.ts';
import { introspectEndpoint } from './inspect/introspect-routes.ts';
import { revokeEndpoint } from './inspect/revoke-routes.ts';
import type { OAuthContext } from './issuer/context.ts';
import { formRoutes } from './issuer/form-routes.ts';
import { tokenEndpoint } from './token/routes.ts';

/** Registers the authorization server's routes. Each organization is an issuer. */
export async function oauthRoutes(
  server: Server,
  context: OAuthContext,
  find: FindCredential,
): Promise<void> {
  metadataRoutes(server, context);
  authorizeEndpoint(server, context);
  clientNameRoute(server, context);
  requestRoutes(server, context);
  connectedAppRoutes(server, context);
  organizationConnectedAppRoutes(server, context);
  await formRoutes(server, (scope) => {
    tokenEndpoint(scope, context);
    revokeEndpoint(scope, context);
    introspectEndpoint(scope, context, find);
    deviceEndpoint(scope, context);
  });
}
