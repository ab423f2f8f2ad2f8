import type { Feature } from '../http/feature.ts';
import { auditRoutes } from './routes.ts';

export const audit: Feature = { routes: auditRoutes };
