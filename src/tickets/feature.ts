import type { Feature } from '../http/feature.ts';
import { releaseMember } from './board-members-queries.ts';
import { boardRoutes } from './boards-routes.ts';
import { commentRoutes } from './comments-routes.ts';
import { ticketRoutes } from './routes.ts';

export const tickets: Feature = {
  routes: (services) => [...boardRoutes(services), ...ticketRoutes(services), ...commentRoutes(services)],
  memberRemoved: async (trx, organizationId, userId) => {
    await releaseMember(trx, organizationId, userId);
    return {};
  },
};
