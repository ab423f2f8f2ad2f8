import type { Feature } from '../http/feature.ts';
import { leakedSetupLinks } from './leaked.ts';
import { setupRoutes } from './routes.ts';

export const setup: Feature = {
  register: (server, { db, now, settings }) => setupRoutes(server, { db, now }, settings),
  leaks: [leakedSetupLinks],
};
