import { responses } from '../contract/schemas.ts';
import { principalOf } from '../http/gate/request-state.ts';
import { requireForwardedSameOrigin } from '../http/gate/same-origin.ts';
import type { Server } from '../http/server.ts';
import { Verified, VerifyQuery } from '../organizations/schema.ts';
import {
  identityHeaders,
  parseAllowedMethods,
  parseNeededScopes,
  refuseMisspelt,
  requireMethod,
  requireScopes,
} from './verify.ts';

/** For proxies that ask before they pass a request on: nginx auth_request, Traefik's and Caddy's forward-auth. */
export function verifyRoutes(server: Server): void {
  server.get(
    '/api/v1/auth/verify',
    {
      schema: {
        tags: ['Profile'],
        summary: 'Whether a credential is good, and whose it is: for proxies',
        description:
          "Takes personal access tokens and sessions, and OAuth access tokens where the proxy asks for them with allow. 401 and 403 are those of the API, with their WWW-Authenticate. With a session's cookie, a request whose method is named in X-Forwarded-Method or X-Original-Method and changes something must come from the organization's own pages, as at the API.",
        querystring: VerifyQuery,
        response: responses({ 204: Verified }),
      },
      config: { access: { credential: 'any', scope: null } },
    },
    async (request, reply) => {
      // First: a mistake in the proxy's own address is told whoever asks.
      refuseMisspelt(Object.keys(request.query));
      const [allowed, needed] = [
        parseAllowedMethods(request.query.allow),
        parseNeededScopes(request.query.scope),
      ];
      const principal = principalOf(request);
      if (principal.authentication.method === 'session') requireForwardedSameOrigin(request);
      requireMethod(principal, allowed);
      requireScopes(principal, needed);
      return reply.status(204).headers(identityHeaders(principal)).send(null);
    },
  );
}
