import type { Feature } from '../http/feature.ts';
import { retentionSweep } from './pruning/retention.ts';
import { auditRoutes } from './routes.ts';

export const audit: Feature = {
  routes: auditRoutes,
  sweeps: (services) => [retentionSweep(services)],
};
