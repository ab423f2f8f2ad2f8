import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSecure } from '../../http/gate/session-cookie.ts';
import { isDevice } from '../../sign-in/sources/device.ts';
import { readDevice } from '../../sign-in/sources/device-cookie.ts';
import { isBrowserSecret } from './browser-secret.ts';

/** What the cookie of a started sign-in has. */
export type RequestCookie = {
  readonly secret: string;
  /** The device value: browsers do not send its own cookie with a redirect from another site. */
  readonly device: string | null;
};

/** Returns the cookie of a sign-in that this browser has started, or null. */
export function readRequestCookie(request: FastifyRequest): RequestCookie | null {
  const { cookie } = request.headers;
  const [secret = '', device = ''] = (
    cookie === undefined ? '' : (parseCookie(cookie)[nameOf(request)] ?? '')
  ).split('.');
  return isBrowserSecret(secret) ? { secret, device: isDevice(device) ? device : null } : null;
}

/** Sets the cookie until `expiresAt` (milliseconds since the epoch). Lax, because the response comes from another site. */
export function setRequestCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
  expiresAt: number,
): void {
  const device = readDevice(request) ?? readRequestCookie(request)?.device ?? '';
  const cookie = stringifySetCookie({
    name: nameOf(request),
    value: `${secret}.${device}`,
    path: '/',
    expires: new Date(expiresAt),
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(request),
  });
  reply.header('set-cookie', cookie);
}

function nameOf(request: FastifyRequest): string {
  return isSecure(request) ? '__Host-spedy_single_sign_on' : 'spedy_single_sign_on';
}
