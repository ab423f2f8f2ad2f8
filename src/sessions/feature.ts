import type { Feature } from '../http/feature.ts';
import { endedCreators, forgetEndedCreators } from './ended-creators.ts';
import { leakedSessions, sessionDescendants } from './leaked.ts';
import { deleteExpiredSessions } from './queries.ts';
import { sessionRoutes } from './routes.ts';

export const sessions: Feature = {
  routes: sessionRoutes,
  sweeps: ({ db, now }) => [
    { what: 'sessions', run: () => deleteExpiredSessions(db, now()) },
    { what: 'credential origins', run: () => forgetEndedCreators(db, now()) },
  ],
  leaks: [leakedSessions],
  descendants: [sessionDescendants, endedCreators],
};
