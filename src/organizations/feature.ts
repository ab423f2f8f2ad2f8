import type { Feature } from '../http/feature.ts';
import { organizationRoutes } from './routes.ts';

export const organizations: Feature = {
  routes: organizationRoutes,
};
