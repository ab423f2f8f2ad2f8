import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { RouteOptions } from 'fastify';
import type { Server } from './server.ts';

/** What every answer to another origin says; none is given where a route does not open itself. */
const options: FastifyCorsOptions = {
  origin: false,
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: [
    'Authorization',
    'Content-Type',
    'Idempotency-Key',
    'MCP-Protocol-Version',
    'Mcp-Session-Id',
    'Mcp-Method',
    'Mcp-Name',
    'Last-Event-ID',
  ],
  exposedHeaders: [
    'WWW-Authenticate',
    'Location',
    'Retry-After',
    'X-Request-Id',
    'RateLimit-Limit',
    'RateLimit-Remaining',
    'RateLimit-Reset',
    'Mcp-Session-Id',
  ],
  maxAge: 7_200,
  strictPreflight: false,
  preflightContinue: true,
};

/**
 * Cross-origin requests (Fetch Standard 3.3): tools that run in a browser use the API, /mcp and the OAuth endpoints
 * with a token. Answers never allow credentials, so a session's cookie is no use to another origin. The route that
 * answers OPTIONS comes from MethodTable; the plugin adds the headers.
 */
export async function allowCrossOrigin(server: Server): Promise<void> {
  await server.register(cors, options);
}

/**
 * Opens a route to pages of any origin where a token in a header is what opens it, which no browser sends by itself, or
 * where it says so. What a browser visits or does with the cookie alone stays closed.
 */
export function openToOrigins({ config }: RouteOptions): void {
  if (config?.access?.credential === 'any' || config?.crossOrigin) config.cors = { origin: '*' };
}
