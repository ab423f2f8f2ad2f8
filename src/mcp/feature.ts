import type { Feature } from '../http/feature.ts';
import { mcpRoutes } from './routes.ts';

export const mcp: Feature = {
  register: (server, services) => mcpRoutes(server, services, { origins: services.settings.mcpOrigins }),
};
