import type { FastifyRequest } from 'fastify';
import { SpedyError } from '../../contract/errors.ts';
import type { RouteAccess } from './request-state.ts';

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/**
 * Requires a change with the session cookie to come from the organization's own pages: browsers set Origin
 * and Sec-Fetch-Site themselves, and other sites cannot forge them. Checks both if both are present.
 * @throws SpedyError cross_site_request
 */
export function requireSameOrigin(request: FastifyRequest): void {
  if (!safeMethods.includes(request.method)) requireOwnPage(request);
}

/**
 * Headers in which a proxy sends the original method: the first is from Traefik and Caddy, the second is set
 * in nginx.
 */
const methodHeaders = ['x-forwarded-method', 'x-original-method'] as const;

/**
 * The same check for forward authentication, where the request's own method is always GET. Every header with
 * a method counts, and unknown methods are treated as changes. A foreign Origin is rejected for every method:
 * browsers send one with every change and WebSocket handshake and never with a page visit, so this also
 * covers proxies that do not forward the method.
 * @throws SpedyError cross_site_request
 */
export function requireForwardedSameOrigin(request: FastifyRequest): void {
  if (compareOrigin(request) === 'foreign') throw crossSite(request);
  const methods = methodHeaders.flatMap((name) => request.headers[name] ?? []);
  if (!methods.every((method) => safeMethods.includes(method))) requireOwnPage(request);
}

function requireOwnPage(request: FastifyRequest): void {
  if (request.headers.origin === undefined && request.headers['sec-fetch-site'] === undefined) {
    throw crossSite(request);
  }
  refuseForeignOrigin(request);
}

/**
 * Rejects a request from another origin; a request without origin headers, as from a script, passes. Used for
 * sign-in, which has no cookie yet but must not be triggered by another site.
 * @throws SpedyError cross_site_request
 */
export function refuseForeignOrigin(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  if (compareOrigin(request) === 'foreign') throw crossSite(request);
  if (site !== undefined && site !== 'same-origin') throw crossSite(request);
}

/** Options of a route that rejects requests from another origin before it runs. */
export const withoutForeignOrigins = {
  preHandler: async (request: FastifyRequest) => refuseForeignOrigin(request),
};

/**
 * Compares the Origin header with the request's own origin. Browsers send `null` if a page's referrer policy hides its
 * origin, and for documents without an origin, such as sandboxed ones. Fetch Metadata, which pages cannot
 * forge, distinguishes them: the first is `same-origin` to its own server, the second is `cross-site` to
 * every server.
 */
function compareOrigin({ headers, origin: own }: FastifyRequest): 'own' | 'foreign' | 'absent' {
  const { origin } = headers;
  if (origin === undefined) return 'absent';
  if (origin === 'null' && headers['sec-fetch-site'] === 'same-origin') return 'own';
  return origin === own ? 'own' : 'foreign';
}

/**
 * Whether a page of this origin may use a route. A page that reaches the server under its own name, as in DNS
 * rebinding, still sends its true origin. Requests without Origin do not come from a page.
 */
export function originAllowed(access: RouteAccess, request: FastifyRequest): boolean {
  const { origin } = request.headers;
  if (access.credential !== 'any' || !access.origins || origin === undefined) return true;
  if (origin === request.origin || access.origins.includes(origin)) return true;
  return request.target?.kind === 'organization' && request.target.origins.includes(origin);
}

/** Logs what the browser sent, for operators whose proxy hides the host. The client does not see it. */
function crossSite({ headers, origin }: FastifyRequest): SpedyError {
  const sent = `Origin ${headers.origin ?? 'none'}, Sec-Fetch-Site ${headers['sec-fetch-site'] ?? 'none'}`;
  return new SpedyError('cross_site_request', { cause: `${sent}; expected ${origin}` });
}
