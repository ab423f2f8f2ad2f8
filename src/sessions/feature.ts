import type { Feature } from '../http/feature.ts';
import { deleteExpiredSessions } from './queries.ts';
import { sessionListRoutes } from './routes.ts';

export const sessions: Feature = {
  register: (server, services) => sessionListRoutes(server, services),
  sweeps: ({ db, now }) => [{ what: 'sessions', run: () => deleteExpiredSessions(db, now()) }],
};
