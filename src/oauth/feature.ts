import type { Feature } from '../http/feature.ts';
import { applicationRoutes } from './clients/applications/routes.ts';
import { registrationRoutes } from './clients/registration/routes.ts';
import { clientSources } from './clients/sources.ts';
import { endConnectionsOfMember } from './connected-apps/member-queries.ts';
import { connectionDescendants, leakedOAuthSecrets } from './leaks/leaked.ts';
import {
  forgetAssertions,
  forgetConnections,
  forgetExpired,
  forgetRequests,
} from './records/expiry-queries.ts';
import { resourceServerDescendants } from './resource-servers/resource-servers.ts';
import { resourceServerRoutes } from './resource-servers/routes.ts';
import { oauthRoutes } from './routes.ts';

export const oauth: Feature = {
  register: async (server, services) => {
    const { db, keys, now, find, settings } = services;
    const { clientMetadataDocuments, allowLoopbackClientMetadata: allowLoopback } = settings;
    const clients = clientSources({ db, keys, now, fetches: clientMetadataDocuments, allowLoopback });
    registrationRoutes(server, services, keys, clients.keySources);
    applicationRoutes(server, services);
    resourceServerRoutes(server, services);
    const context = { db, now, keys, ...clients, lifetimes: settings.oauth, clientMetadataDocuments };
    await oauthRoutes(server, context, find);
  },
  sweeps: ({ db, now }) => [
    { what: 'client assertions', run: () => forgetAssertions(db, now()) },
    { what: 'authorization requests', run: () => forgetRequests(db, now()) },
    { what: 'authorization codes', run: () => forgetExpired(db, 'oauth_codes', now()) },
    { what: 'access tokens', run: () => forgetExpired(db, 'oauth_access_tokens', now()) },
    { what: 'refresh tokens', run: () => forgetExpired(db, 'oauth_refresh_tokens', now()) },
    { what: 'connections', run: () => forgetConnections(db, now()) },
  ],
  leaks: leakedOAuthSecrets,
  descendants: [connectionDescendants, resourceServerDescendants],
  memberRemoved: async (trx, organizationId, userId, at) => {
    const ended = await endConnectionsOfMember(trx, organizationId, userId, at);
    return { grantsEnded: ended.length };
  },
};
