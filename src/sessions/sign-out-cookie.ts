import type { FastifyReply, FastifyRequest } from 'fastify';
import { clearSessionCookie } from '../http/gate/session-cookie.ts';

/**
 * Clears the session cookie and the browser's cache, so that the Back button does not show earlier pages (Clear Site Data
 * 3.1). Does not clear "cookies", which would sign out of other organizations on the same domain, or "storage", which
 * contains only the choice of light or dark mode.
 */
export function signOutBrowser(request: FastifyRequest, reply: FastifyReply): void {
  clearSessionCookie(request, reply);
  reply.header('clear-site-data', '"cache"');
}
