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

/** Verifies credentials for proxies: nginx auth_request, forward-auth of Traefik and Caddy. */
export function verifyRoutes(server: Server): void {
  server.get(
    '/api/v1/auth/verify',
    {
      schema: {
        tags: ['Profile'],
        summary: 'Verify a credential, for proxies',
        description:
          "Accepts personal access tokens and sessions, and OAuth access tokens if allow includes oauth. 401 and 403 are the same as in the API, including WWW-Authenticate. With a session cookie, a request that changes data, according to X-Forwarded-Method or X-Original-Method, must come from the organization's own pages, as in the API.",
        querystring: VerifyQuery,
        response: responses({ 204: Verified }),
      },
      config: { access: { credential: 'any', scope: null } },
    },
    async (request, reply) => {
      // First, so that a mistake in the proxy's configuration shows for every request.
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
