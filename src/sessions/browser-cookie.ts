import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashSecret } from '../credentials/hash.ts';
import { tokenKindOf } from '../credentials/token-format.ts';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from '../http/gate/session-cookie.ts';
import { readDevice, setDeviceCookie } from './device-cookie.ts';
import type { Browser, NewSession } from './open-session.ts';

/** Returns the browser that sent a request, with its session cookie, if any. */
export function browserOf(request: FastifyRequest): Browser {
  const cookie = readSessionCookie(request);
  return {
    userAgent: request.headers['user-agent'] ?? null,
    isBrowser: request.headers['sec-fetch-site'] !== undefined,
    device: readDevice(request),
    presented: cookie !== null && tokenKindOf(cookie) === 'session' ? hashSecret(cookie) : null,
  };
}

/**
 * Sets the cookies of a new session and, if given, of the device.
 * @param at milliseconds since the epoch
 */
export function signedIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { secret, expiresAt, device }: NewSession & { readonly device: string | null },
  at: number,
): void {
  setSessionCookie(request, reply, secret, expiresAt);
  if (device !== null) setDeviceCookie(request, reply, device, at);
}

/**
 * Clears the session cookie and the browser's cache, so that the Back button does not show earlier pages (Clear Site Data
 * 3.1). Does not clear "cookies", which would sign out of other organizations on the same domain, or "storage", which
 * contains only the choice of light or dark mode.
 */
export function signedOut(request: FastifyRequest, reply: FastifyReply): void {
  clearSessionCookie(request, reply);
  reply.header('clear-site-data', '"cache"');
}
