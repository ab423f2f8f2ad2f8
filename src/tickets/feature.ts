import type { Feature } from '../http/feature.ts';
import { boardRoutes } from './boards-routes.ts';
import { commentRoutes } from './comments-routes.ts';
import { releaseMember } from './removed-member-queries.ts';
import { ticketRoutes } from './routes.ts';

export const tickets: Feature = {
  routes: (services) => [...boardRoutes(services), ...ticketRoutes(services), ...commentRoutes(services)],
  releaseMember,
};
