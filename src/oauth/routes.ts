import type { Route } from '../http/define-route.ts';
import { authorizeRoute } from './authorize/routes.ts';
import { changesRoute } from './changes/routes.ts';
import { applicationRoutes } from './clients/applications/routes.ts';
import { registrationRoute } from './clients/registration/routes.ts';
import { connectedAppRoutes, organizationConnectedAppRoutes } from './connected-apps/routes.ts';
import { clientNameRoute } from './consent/client-name-routes.ts';
import { requestRoutes } from './consent/routes.ts';
import { deviceRoute } from './device/routes.ts';
import { metadataRoutes } from './discovery/routes.ts';
import { introspectionRoute } from './inspect/introspect-routes.ts';
import { revocationRoute } from './inspect/revoke-routes.ts';
import type { OAuthContext } from './issuer/context.ts';
import type { ResourceServerSecrets } from './resource-servers/resource-servers.ts';
import { resourceServerRoutes } from './resource-servers/routes.ts';
import type { GrantType } from './token/grant-types/grant-type.ts';
import { tokenRoute } from './token/routes.ts';

/** The authorization server's routes with JSON bodies, or none. Each organization is an issuer. */
export const oauthRoutes = (
  context: OAuthContext,
  secrets: ResourceServerSecrets,
  stopping: AbortSignal,
): Route[] => [
  changesRoute(context, secrets, stopping),
  registrationRoute(context),
  ...applicationRoutes(context),
  ...resourceServerRoutes(context),
  ...metadataRoutes(context),
  authorizeRoute(context),
  clientNameRoute(context),
  ...requestRoutes(context),
  ...connectedAppRoutes(context),
  ...organizationConnectedAppRoutes(context),
];

/** The routes for clients, with form-encoded bodies. */
export const oauthFormRoutes = (
  context: OAuthContext,
  secrets: ResourceServerSecrets,
  grantTypes: readonly GrantType[],
): Route[] => [
  tokenRoute(context, grantTypes),
  revocationRoute(context),
  introspectionRoute(context, secrets),
  deviceRoute(context),
];
