import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** On https the __Host- prefix pins the cookie to this very host, path and TLS (RFC 6265bis 4.1.3.2). */
function cookieName(request: FastifyRequest): string {
  return isSecure(request) ? '__Host-spedy_session' : 'spedy_session';
}

function isSecure(request: FastifyRequest): boolean {
  return request.origin.startsWith('https:');
}

function attributes(request: FastifyRequest): CookieSerializeOptions {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(request) };
}

/** The session's value that a request carries, or null. */
export function readSessionCookie(request: FastifyRequest): string | null {
  return request.cookies[cookieName(request)] || null;
}

/** Hands a session's value to the browser, until `expiresAt` (milliseconds since the epoch). */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  value: string,
  expiresAt: number,
): void {
  reply.setCookie(cookieName(request), value, { ...attributes(request), expires: new Date(expiresAt) });
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName(request), attributes(request));
}
