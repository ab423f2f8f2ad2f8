import type { RouteOptions } from 'fastify';
import type { Headers } from './security-headers.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const allowedHeaders = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'MCP-Protocol-Version',
  'Mcp-Session-Id',
  'Mcp-Method',
  'Mcp-Name',
  'Last-Event-ID',
];
const exposedHeaders = [
  'WWW-Authenticate',
  'Location',
  'Retry-After',
  'X-Request-Id',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Mcp-Session-Id',
];

/**
 * What every answer of an open route says (Fetch Standard 3.3.3): tools that run in a browser use the API, /mcp and the
 * OAuth endpoints with a token. Credentials are never allowed, so a session's cookie is no use to another origin; and
 * since every origin is answered alike, no cache need tell them apart.
 */
export const openToOrigins: Headers = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': exposedHeaders.join(', '),
};

/** What the answer to OPTIONS says besides. */
export const preflightHeaders: Headers = {
  'access-control-allow-methods': methods.join(', '),
  'access-control-allow-headers': allowedHeaders.join(', '),
  'access-control-max-age': '7200',
};

/**
 * Whether pages of any origin may read a route's answers: where a token in a header is what opens it, which no browser
 * sends by itself, or where it says so. What a browser visits or does with the cookie alone stays closed.
 */
export function isOpenToOrigins({ config }: Pick<RouteOptions, 'config'>): boolean {
  return config?.access?.credential === 'any' || config?.crossOrigin === true;
}
