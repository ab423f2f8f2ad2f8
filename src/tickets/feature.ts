import type { Feature } from '../http/feature.ts';
import { releaseMember } from './member-queries.ts';
import { ticketRoutes } from './routes.ts';

export const tickets: Feature = {
  register: (server, services) => ticketRoutes(server, services),
  memberRemoved: async (trx, organizationId, userId) => {
    await releaseMember(trx, organizationId, userId);
    return {};
  },
};
