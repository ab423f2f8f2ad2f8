import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyRequest } from 'fastify';
import type { Server } from './server.ts';

/** What may be asked from any origin: it is opened by a token in a header alone, which no browser sends by itself. */
const open = /^\/(api\/v1\/|mcp(\/|$|\?)|\.well-known\/oauth-)/;
/** What a browser visits or does with the session's cookie: never from another origin. */
const closed = /^\/api\/v1\/(auth\/(?!verify)|oauth\/(authorize|requests))/;

const anyOrigin: FastifyCorsOptions = {
  origin: '*',
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
  await server.register(cors, {
    delegator: (request: FastifyRequest, done: (error: null, options: FastifyCorsOptions) => void) => {
      const path = request.url;
      done(null, open.test(path) && !closed.test(path) ? anyOrigin : { origin: false });
    },
  });
}
