import type { Feature } from '../http/feature.ts';
import { mcpRoutes } from './routes.ts';

export const mcp: Feature = { routes: mcpRoutes };
