import type { Feature } from '../http/feature.ts';
import { leakRoutes } from './routes.ts';

export const leaks: Feature = { routes: leakRoutes };
