import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSecure } from '../../http/gate/session-cookie.ts';
import { isDevice, knownFor } from './device.ts';

/** Returns the device value in a request's cookie, or null. */
export function readDevice(request: FastifyRequest): string | null {
  const { cookie } = request.headers;
  const value = cookie === undefined ? undefined : parseCookie(cookie)[nameOf(request)];
  return value !== undefined && isDevice(value) ? value : null;
}

/** @param at milliseconds since the epoch of the sign-in */
export function setDeviceCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  device: string,
  at: number,
): void {
  const cookie = stringifySetCookie({
    name: nameOf(request),
    value: device,
    path: '/',
    expires: new Date(at + knownFor),
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure(request),
  });
  reply.header('set-cookie', cookie);
}

function nameOf(request: FastifyRequest): string {
  return isSecure(request) ? '__Host-spedy_device' : 'spedy_device';
}
