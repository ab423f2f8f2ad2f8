import type { Feature } from '../http/feature.ts';
import { creatingCredentials, sweepCreatingCredentials } from './creating-credentials.ts';
import { leakedSessions, sessionDescendants } from './leaked.ts';
import { deleteExpiredSessions } from './queries.ts';
import { sessionRoutes } from './routes.ts';

export const sessions: Feature = {
  routes: sessionRoutes,
  sweeps: ({ db, now }) => [
    { name: 'sessions', run: () => deleteExpiredSessions(db, now()) },
    { name: 'creating credentials', run: () => sweepCreatingCredentials(db, now()) },
  ],
  leaks: [leakedSessions],
  descendants: [sessionDescendants, creatingCredentials],
};
