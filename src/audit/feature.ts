import type { Feature } from '../http/feature.ts';
import { auditRoutes } from './routes.ts';

export const audit: Feature = { register: (server, services) => auditRoutes(server, services) };
