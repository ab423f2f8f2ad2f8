import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashSecret } from '../credentials/hash.ts';
import { tokenKindOf } from '../credentials/token-format.ts';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from '../http/gate/session-cookie.ts';
import { readDevice, setDeviceCookie } from './device-cookie.ts';
import type { Browser, NewSession } from './open-session.ts';

/** The browser that a request comes from, with the session that it brought along, if any. */
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
 * Hands a new session to the browser, and by what to know it again where it keeps that.
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
 * Tells the browser that its session has ended: the cookie goes, and with it what the browser kept of pages, so that
 * its Back button shows nothing of them (Clear Site Data 3.1). Not "cookies", which takes those of every host of the
 * domain along and would sign out of other organizations; nor "storage", where nothing but the choice of light or dark
 * is kept.
 */
export function signedOut(request: FastifyRequest, reply: FastifyReply): void {
  clearSessionCookie(request, reply);
  reply.header('clear-site-data', '"cache"');
}
