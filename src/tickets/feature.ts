import type { Feature } from '../http/feature.ts';
import { boardMemberRoutes } from './board-members/routes.ts';
import { boardRoutes } from './boards-routes.ts';
import { commentRoutes } from './comments/routes.ts';
import { releaseMember } from './removed-member-queries.ts';
import { ticketRoutes } from './routes.ts';
import { searchIndexFiller } from './search/fill-index.ts';

export const tickets: Feature = {
  routes: (services) => [
    ...boardRoutes(services),
    ...boardMemberRoutes(services),
    ...ticketRoutes(services),
    ...commentRoutes(services),
  ],
  background: ({ db, log }) => [{ name: 'search index', every: 10_000, round: searchIndexFiller(db, log) }],
  releaseMember,
};
