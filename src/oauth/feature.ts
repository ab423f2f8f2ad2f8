import type { Feature } from '../http/feature.ts';
import { endConnectionsOfMember } from './connected-apps/queries.ts';
import { oauthContext } from './issuer/context.ts';
import { registerFormRoutes } from './issuer/form-routes.ts';
import { connectionDescendants, leakedOAuthSecrets } from './leaks/leaked-secrets.ts';
import {
  deleteExpiredAssertions,
  deleteExpiredConnections,
  deleteExpiredRequests,
  deleteExpiredValues,
} from './records/expiry-queries.ts';
import { resourceServerDescendants } from './resource-servers/resource-servers.ts';
import { oauthFormRoutes, oauthRoutes } from './routes.ts';
import type { GrantType } from './token/grant-types/grant-type.ts';
import { grantTypes } from './token/grant-types/list.ts';

/** Creates the authorization server with a list of grant types. */
export const oauthFeature = (grantTypes: readonly GrantType[]): Feature => ({
  register: async (server, services) => {
    const context = oauthContext(services, grantTypes);
    for (const route of oauthRoutes(context)) server.route(route);
    await registerFormRoutes(server, oauthFormRoutes(context, grantTypes));
  },
  sweeps: ({ db, now }) => [
    { name: 'client assertions', run: () => deleteExpiredAssertions(db, now()) },
    { name: 'authorization requests', run: () => deleteExpiredRequests(db, now()) },
    { name: 'authorization codes', run: () => deleteExpiredValues(db, 'oauth_codes', now()) },
    { name: 'access tokens', run: () => deleteExpiredValues(db, 'oauth_access_tokens', now()) },
    { name: 'refresh tokens', run: () => deleteExpiredValues(db, 'oauth_refresh_tokens', now()) },
    { name: 'connections', run: () => deleteExpiredConnections(db, now()) },
  ],
  leaks: leakedOAuthSecrets,
  descendants: [connectionDescendants, resourceServerDescendants],
  memberRemoved: async (trx, organizationId, userId, at) => {
    const ended = await endConnectionsOfMember(trx, organizationId, userId, at);
    return { grantsEnded: ended.length };
  },
});

export const oauth = oauthFeature(grantTypes);
