import type { Feature } from '../http/feature.ts';
import { doctorRoutes } from './routes.ts';

export const doctor: Feature = { routes: doctorRoutes };
