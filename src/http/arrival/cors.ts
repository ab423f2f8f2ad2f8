import type { FastifyRequest, RouteOptions } from 'fastify';
import type { Headers } from './security-headers.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const allowedHeaders = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-None-Match',
  'MCP-Protocol-Version',
  'Mcp-Session-Id',
  'Mcp-Method',
  'Mcp-Name',
  'Last-Event-ID',
];
const exposedHeaders = [
  'WWW-Authenticate',
  'Location',
  'ETag',
  'Retry-After',
  'X-Request-Id',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Spedy-Token-Expires-At',
  'Mcp-Session-Id',
];

/**
 * CORS headers of API responses (Fetch Standard 3.3.3), for tools that run in a browser and use /mcp and the
 * OAuth endpoints with a token. Credentials are never allowed, so a session cookie is useless to another
 * origin. Every origin gets the same response, so caches need no Vary. Requests without an Origin do not come
 * from a page and do not get these headers.
 */
export const crossOriginHeaders: Headers = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': exposedHeaders.join(', '),
};

/** Additional headers of a preflight response. */
export const preflightHeaders: Headers = {
  'access-control-allow-methods': methods.join(', '),
  'access-control-allow-headers': allowedHeaders.join(', '),
  'access-control-max-age': '7200',
};

/** Whether a path belongs to the API. Every path below these prefixes is open, including unknown ones. */
export function isApiPath(url: string): boolean {
  return /^\/(api|mcp|\.well-known)(\/|\?|$)|^\/openapi\.json/.test(url);
}

/**
 * Whether pages of any origin may read a route's responses. In the API, only routes that a browser visits opt
 * out.
 */
export function isReadableCrossOrigin({ url, config }: Pick<RouteOptions, 'url' | 'config'>): boolean {
  return isApiPath(url) && config?.crossOrigin !== false;
}

/**
 * Whether a preflight allows pages of any origin to send non-simple requests: if the route needs a token in a
 * header, which no browser sends by itself, or opts in. Sign-in and similar routes stay closed.
 */
export function acceptsCrossOrigin(route: Pick<RouteOptions, 'url' | 'config'>): boolean {
  const { access, crossOrigin } = route.config ?? {};
  return isReadableCrossOrigin(route) && (access?.credential !== 'none' || crossOrigin === true);
}

/** Whether a request is a CORS preflight (Fetch Standard). */
export function isPreflight({ method, headers }: FastifyRequest): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}
