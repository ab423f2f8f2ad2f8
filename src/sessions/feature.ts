import type { Feature } from '../http/feature.ts';
import { deleteOldCreators, endedCreators } from './ended-creators.ts';
import { leakedSessions, sessionDescendants } from './leaked.ts';
import { deleteExpiredSessions } from './queries.ts';
import { sessionRoutes } from './routes.ts';

export const sessions: Feature = {
  routes: sessionRoutes,
  sweeps: ({ db, now }) => [
    { name: 'sessions', run: () => deleteExpiredSessions(db, now()) },
    { name: 'credential origins', run: () => deleteOldCreators(db, now()) },
  ],
  leaks: [leakedSessions],
  descendants: [sessionDescendants, endedCreators],
};
