import { parseCookie, type SetCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tokenKindOf } from '../../credentials/token-format.ts';

/**
 * The possible names of the session cookie. On https the __Host- prefix binds the cookie to this host, path
 * and TLS (RFC 6265bis 4.1.3.2). Cookies are shared across ports (RFC 6265 8.5): if another server on the
 * same host already uses the usual name, this one uses a name with its port.
 */
function cookieNames(request: FastifyRequest): { readonly usual: string; readonly ofPort: string } {
  const secure = isSecure(request);
  const usual = secure ? '__Host-spedy_session' : 'spedy_session';
  const port = /:(\d+)$/.exec(request.origin)?.[1] ?? (secure ? '443' : '80');
  return { usual, ofPort: `${usual}_${port}` };
}

/** Whether a cookie of this request's origin must be Secure. */
export function isSecure(request: FastifyRequest): boolean {
  return request.origin.startsWith('https:');
}

/** Returns the session value of a request, or null. */
export function readSessionCookie(request: FastifyRequest): string | null {
  const { cookie } = request.headers;
  if (cookie === undefined) return null;
  const cookies = parseCookie(cookie);
  const { usual, ofPort } = cookieNames(request);
  return cookies[ofPort] || cookies[usual] || null;
}

/**
 * Sets the session cookie until `expiresAt` (milliseconds since the epoch). The route must recognize an
 * existing session; otherwise every session counts as another server's.
 */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  value: string,
  expiresAt: number,
): void {
  send(request, reply, { value, expires: new Date(expiresAt) });
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  send(request, reply, { value: '', expires: new Date(0), maxAge: 0 });
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: Pick<SetCookie, 'value' | 'expires' | 'maxAge'>,
): void {
  const bounds = { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(request) } as const;
  reply.header('set-cookie', stringifySetCookie({ name: nameToSet(request), ...cookie, ...bounds }));
}

/** The usual name, unless it holds a session of another server on this host. */
function nameToSet(request: FastifyRequest): string {
  const { usual, ofPort } = cookieNames(request);
  const cookies = parseCookie(request.headers.cookie ?? '');
  if (cookies[ofPort] !== undefined) return ofPort;
  const isOurs = request.principal?.authentication.method === 'session';
  return !isOurs && tokenKindOf(cookies[usual] ?? '') === 'session' ? ofPort : usual;
}
