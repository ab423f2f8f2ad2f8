import { parseCookie, type SetCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** On https the __Host- prefix pins the cookie to this very host, path and TLS (RFC 6265bis 4.1.3.2). */
function cookieName(request: FastifyRequest): string {
  return isSecure(request) ? '__Host-spedy_session' : 'spedy_session';
}

function isSecure(request: FastifyRequest): boolean {
  return request.origin.startsWith('https:');
}

/** The session's value that a request carries, or null. */
export function readSessionCookie(request: FastifyRequest): string | null {
  const { cookie } = request.headers;
  return (cookie !== undefined && parseCookie(cookie)[cookieName(request)]) || null;
}

/** Hands a session's value to the browser, until `expiresAt` (milliseconds since the epoch). */
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
  reply.header('set-cookie', stringifySetCookie({ name: cookieName(request), ...cookie, ...bounds }));
}
