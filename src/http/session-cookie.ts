import { parseCookie, type SetCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tokenKindOf } from '../credentials/token-format.ts';

/**
 * The names that a session's cookie may have. On https the __Host- prefix pins the cookie to this very host, path and
 * TLS (RFC 6265bis 4.1.3.2). Cookies do not keep ports apart (RFC 6265 8.5): where another server on the same host has
 * the usual name already, this one uses a name with its own port.
 */
function cookieNames(request: FastifyRequest): { readonly usual: string; readonly ofPort: string } {
  const secure = isSecure(request);
  const usual = secure ? '__Host-spedy_session' : 'spedy_session';
  const port = /:(\d+)$/.exec(request.origin)?.[1] ?? (secure ? '443' : '80');
  return { usual, ofPort: `${usual}_${port}` };
}

function isSecure(request: FastifyRequest): boolean {
  return request.origin.startsWith('https:');
}

/** The session's value that a request carries, or null. */
export function readSessionCookie(request: FastifyRequest): string | null {
  const { cookie } = request.headers;
  if (cookie === undefined) return null;
  const cookies = parseCookie(cookie);
  const { usual, ofPort } = cookieNames(request);
  return cookies[ofPort] || cookies[usual] || null;
}

/**
 * Hands a session's value to the browser, until `expiresAt` (milliseconds since the epoch). The route recognizes a
 * session that comes along, or every session counts as another server's.
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

/** The usual name, unless it holds what may be a session of another server on this host. */
function nameToSet(request: FastifyRequest): string {
  const { usual, ofPort } = cookieNames(request);
  const cookies = parseCookie(request.headers.cookie ?? '');
  if (cookies[ofPort] !== undefined) return ofPort;
  const isOurs = request.principal?.authentication.method === 'session';
  return !isOurs && tokenKindOf(cookies[usual] ?? '') === 'session' ? ofPort : usual;
}
