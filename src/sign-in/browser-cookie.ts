import type { FastifyReply, FastifyRequest } from 'fastify';
import { SpedyError } from '../contract/errors.ts';
import { hashSecret, hashText } from '../credentials/hash.ts';
import { tokenKindOf } from '../credentials/token-format.ts';
import { readSessionCookie, setSessionCookie } from '../http/gate/session-cookie.ts';
import type { Services } from '../http/services.ts';
import type { Principal } from '../principals/principal.ts';
import type { Browser, BrowserSession } from './open-browser-session.ts';
import { readDevice, setDeviceCookie } from './sources/device-cookie.ts';

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
 * Sets the cookies of a new session and, if given, of the device. Returns the member of the session.
 * @throws SpedyError invalid_credentials if the member was deactivated or removed in the meantime
 */
export async function startBrowserSession(
  { find, now }: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { secret, expiresAt, device }: BrowserSession,
): Promise<Principal> {
  const record = await find('session', hashText(secret));
  if (!record) throw new SpedyError('invalid_credentials');
  setSessionCookie(request, reply, secret, expiresAt);
  if (device !== null) setDeviceCookie(request, reply, device, now());
  return record.principal;
}
