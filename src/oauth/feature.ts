import type { Feature } from '../http/feature.ts';
import { deleteExpired } from '../storage/expired-rows-queries.ts';
import { blockedApplications, sweepBlocked } from './clients/applications/applications.ts';
import { countConnectionsOf, endConnectionsOf } from './connected-apps/queries.ts';
import { oauthContext } from './issuer/context.ts';
import { registerFormRoutes } from './issuer/form-routes.ts';
import { connectionDescendants, leakedOAuthSecrets } from './leaks/leaked-secrets.ts';
import {
  deleteExpiredConnections,
  deleteExpiredValues,
  deleteUnneededRefreshTokens,
} from './records/expiry-queries.ts';
import { RequestCounts } from './resource-servers/counted-routes.ts';
import { resourceServerDescendants } from './resource-servers/resource-servers.ts';
import { oauthFormRoutes, oauthRoutes } from './routes.ts';
import type { GrantType } from './token/grant-types/grant-type.ts';
import { grantTypes } from './token/grant-types/list.ts';

/** More than a member can have: after off-boarding, which can be undone, none may remain. */
const allConnections = 1_000_000;

/** Creates the authorization server with a list of grant types. */
export const oauthFeature = (grantTypes: readonly GrantType[]): Feature => ({
  register: async (server, services) => {
    const context = oauthContext(services, grantTypes);
    const secrets = {
      db: context.db,
      counts: new RequestCounts(),
      cachedSecret: context.cacheRows<{ readonly secretHash: Uint8Array }>(),
    };
    const stopping = new AbortController();
    server.addHook('preClose', async () => stopping.abort());
    for (const route of oauthRoutes(context, secrets, stopping.signal)) server.route(route);
    await registerFormRoutes(server, oauthFormRoutes(context, secrets, grantTypes));
  },
  sweeps: ({ db, now }) => [
    { name: 'client assertions', slice: (limit) => deleteExpired(db, 'oauth_assertions', now(), limit) },
    { name: 'authorization requests', slice: (limit) => deleteExpired(db, 'oauth_requests', now(), limit) },
    { name: 'authorization codes', slice: (limit) => deleteExpiredValues(db, 'oauth_codes', now(), limit) },
    { name: 'access tokens', slice: (limit) => deleteExpiredValues(db, 'oauth_access_tokens', now(), limit) },
    {
      name: 'refresh tokens',
      slice: (limit) => deleteExpiredValues(db, 'oauth_refresh_tokens', now(), limit),
    },
    {
      name: 'refresh tokens of ended connections',
      slice: (limit) => deleteUnneededRefreshTokens(db, now(), limit),
    },
    { name: blockedApplications, run: (inSlices) => sweepBlocked(db, now(), inSlices) },
    { name: 'connections', slice: (limit) => deleteExpiredConnections(db, now(), limit) },
  ],
  leaks: leakedOAuthSecrets,
  descendants: [connectionDescendants, resourceServerDescendants],
  memberRemoved: async (trx, organizationId, userId, at) => {
    const { total } = await countConnectionsOf(trx, organizationId, userId, at);
    return { grantsEnded: total };
  },
  releaseMember: endConnectionsOf,
  countAccess: async (db, organizationId, userId, now) => ({
    connections: await countConnectionsOf(db, organizationId, userId, now),
  }),
  memberOffboarded: async (trx, organizationId, userId, at) => ({
    grantsEnded: await endConnectionsOf(trx, organizationId, userId, allConnections, at),
  }),
});

export const oauth = oauthFeature(grantTypes);
