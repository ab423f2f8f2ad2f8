import type { FastifyRequest, RouteOptions } from 'fastify';
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
 * What the answers of the API say to pages of any origin (Fetch Standard 3.3.3): tools that run in a browser use it, /mcp
 * and the OAuth endpoints with a token. Credentials are never allowed, so a session's cookie is no use to another
 * origin; and since every origin is answered alike, no cache need tell them apart. A request without an Origin comes
 * from no page and is spared these headers.
 */
export const openToOrigins: Headers = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': exposedHeaders.join(', '),
};

/** What the answer to a preflight says besides. */
export const preflightHeaders: Headers = {
  'access-control-allow-methods': methods.join(', '),
  'access-control-allow-headers': allowedHeaders.join(', '),
  'access-control-max-age': '7200',
};

/** Whether a path is one that programs ask: all below them is open, also where there is nothing. */
export function isApiPath(url: string): boolean {
  return /^\/(api|mcp|\.well-known)(\/|\?|$)|^\/openapi\.json/.test(url);
}

/**
 * Whether pages of any origin may read a route's answers. Of the API only what a browser visits says that they may not.
 */
export function isOpenToOrigins({ url, config }: Pick<RouteOptions, 'url' | 'config'>): boolean {
  return isApiPath(url) && config?.crossOrigin !== false;
}

/**
 * Whether a preflight lets pages of any origin send what is no simple request: where a token in a header is what opens
 * the route, which no browser sends by itself, or where it says so. Sign-in and its like stay closed.
 */
export function takesFromOrigins(route: Pick<RouteOptions, 'url' | 'config'>): boolean {
  const { access, crossOrigin } = route.config ?? {};
  return isOpenToOrigins(route) && (access?.credential !== 'none' || crossOrigin === true);
}

/** Whether a browser asks beforehand (Fetch Standard, CORS-preflight request). */
export function isPreflight({ method, headers }: FastifyRequest): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}
