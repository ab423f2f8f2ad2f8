import type { Feature } from '../http/feature.ts';
import { leakRoutes } from './routes.ts';

export const leaks: Feature = {
  register: (server, services) =>
    leakRoutes(server, services, services.hooks.leaks, services.hooks.descendants),
};
