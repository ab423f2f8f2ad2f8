import type { FastifyRequest } from 'fastify';
import { SpedyError } from './errors.ts';
import type { RouteAccess } from './request-state.ts';

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/**
 * A change made with the session cookie must say that it comes from the organization's own pages: a browser sets
 * Origin and Sec-Fetch-Site itself, and no other site can forge them. Both are checked where both are present.
 * @throws SpedyError cross_site_request
 */
export function requireSameOrigin(request: FastifyRequest): void {
  if (!safeMethods.includes(request.method)) requireOwnPage(request);
}

/** Where a proxy tells the method of the request that it asks about: Traefik and Caddy in the first, nginx as set. */
const methodHeaders = ['x-forwarded-method', 'x-original-method'] as const;

/**
 * The same rule for a request that a proxy asks about, whose own method is always GET. Each header that names a method
 * counts, and one that is not known to be safe is taken for a change. A foreign Origin is refused whatever the method:
 * a browser sends one with every change and with the handshake of a WebSocket, and never with a visit, so a proxy that
 * forgets to tell the method is covered as well.
 * @throws SpedyError cross_site_request
 */
export function requireForwardedSameOrigin(request: FastifyRequest): void {
  if (originOf(request) === 'foreign') throw crossSite(request);
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
 * Refuses a request that a browser says comes from another origin; one that says nothing, as from a script, passes.
 * For sign-in, which carries no cookie yet but must not be made for a visitor by another site.
 * @throws SpedyError cross_site_request
 */
export function refuseForeignOrigin(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  if (originOf(request) === 'foreign') throw crossSite(request);
  if (site !== undefined && site !== 'same-origin') throw crossSite(request);
}

/**
 * Whose page a request comes from, as far as Origin says. `null` is what a browser sends where a page's referrer policy
 * hides its origin, and from documents that have none, such as sandboxed ones. Fetch Metadata tells the two apart, which
 * no page can forge: the first is `same-origin` to its own server, the second is `cross-site` to every server.
 */
function originOf({ headers, origin: own }: FastifyRequest): 'own' | 'foreign' | 'untold' {
  const { origin } = headers;
  if (origin === undefined) return 'untold';
  if (origin === 'null' && headers['sec-fetch-site'] === 'same-origin') return 'own';
  return origin === own ? 'own' : 'foreign';
}

/**
 * Whether a route lets a page of this origin ask. A page that reached us by a name of its own, as in DNS rebinding,
 * still tells its true origin. What names no origin is no page.
 */
export function originAllowed(access: RouteAccess, request: FastifyRequest): boolean {
  const { origin } = request.headers;
  if (access.credential !== 'any' || !access.origins || origin === undefined) return true;
  if (origin === request.origin || access.origins.includes(origin)) return true;
  return request.target?.kind === 'organization' && request.target.origins.includes(origin);
}

/** What the browser said of the page, for the operator whose proxy hides the host: the caller is told less. */
function crossSite({ headers, origin }: FastifyRequest): SpedyError {
  const said = `Origin ${headers.origin ?? 'none'}, Sec-Fetch-Site ${headers['sec-fetch-site'] ?? 'none'}`;
  return new SpedyError('cross_site_request', { cause: `${said}; expected ${origin}` });
}
