import type { Feature } from '../http/feature.ts';
import { deleteExpired } from '../storage/expired-rows-queries.ts';
import { creatingCredentials, deleteOldCreatingCredentials } from './creating-credentials.ts';
import { leakedSessions, sessionDescendants } from './leaked.ts';
import { sessionRoutes } from './routes.ts';

export const sessions: Feature = {
  routes: sessionRoutes,
  sweeps: ({ db, now }) => [
    { name: 'sessions', slice: (limit) => deleteExpired(db, 'sessions', now(), limit) },
    { name: 'creating credentials', slice: (limit) => deleteOldCreatingCredentials(db, now(), limit) },
  ],
  leaks: [leakedSessions],
  descendants: [sessionDescendants, creatingCredentials],
};
