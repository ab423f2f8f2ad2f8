import type { Feature } from '../http/feature.ts';
import { discoveryRoutes } from './discovery/routes.ts';
import { registerScimRoutes } from './protocol/scim-routes.ts';
import { leakedScimTokens, scimTokenDescendants } from './tokens/leaked.ts';
import { scimTokenRoutes } from './tokens/routes.ts';
import { deleteProfile } from './users/queries.ts';
import { scimUserRoutes } from './users/routes.ts';

export const scim: Feature = {
  routes: scimTokenRoutes,
  register: (server, services) =>
    registerScimRoutes(server, services, [...discoveryRoutes, ...scimUserRoutes(services)]),
  leaks: [leakedScimTokens],
  descendants: [scimTokenDescendants],
  memberRemoved: async (trx, organizationId, userId) => {
    await deleteProfile(trx, organizationId, userId);
    return {};
  },
};
