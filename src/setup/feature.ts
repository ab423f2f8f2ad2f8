import type { Feature } from '../http/feature.ts';
import { leakedSetupLinks } from './leaked.ts';
import { acceptSetupForm, setupPageRoutes } from './page-routes.ts';
import { setupRoutes } from './routes.ts';

export const setup: Feature = {
  routes: (services) => [...setupRoutes(services), ...setupPageRoutes(services)],
  register: acceptSetupForm,
  leaks: [leakedSetupLinks],
};
