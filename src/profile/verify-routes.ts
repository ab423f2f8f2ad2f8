import { defineRoute } from '../http/define-route.ts';
import { requireForwardedSameOrigin } from '../http/gate/same-origin.ts';
import { Verified, VerifyQuery } from './schema.ts';
import {
  identityHeaders,
  parseAllowedMethods,
  parseNeededScopes,
  rejectMisspelledParameters,
  requireMethod,
  requireScopes,
} from './verify.ts';

/** Verifies credentials for proxies: nginx auth_request, forward-auth of Traefik and Caddy. */
export const verifyRoutes = () => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/auth/verify',
    operationId: 'verifyCredential',
    tag: 'Profile',
    summary: 'Verify a credential, for proxies',
    description:
      "Accepts personal access tokens and sessions, and OAuth access tokens if allow includes oauth. 401 and 403 are the same as in the API, including WWW-Authenticate. With a session cookie, a request that changes data, according to X-Forwarded-Method or X-Original-Method, must come from the organization's own pages, as in the API.",
    access: { credential: 'any', scope: null },
    config: { load: 'none' },
    query: VerifyQuery,
    reference: { errors: ['cross_site_request', 'insufficient_scope', 'validation_failed'] },
    response: { 204: Verified },
    run: ({ member, query, request, reply }) => {
      // First, so that a mistake in the proxy's configuration shows for every request.
      rejectMisspelledParameters(Object.keys(query));
      const allowed = parseAllowedMethods(query.allow);
      const needed = parseNeededScopes(query.scope);
      if (member.authentication.method === 'session') requireForwardedSameOrigin(request);
      requireMethod(member, allowed);
      requireScopes(member, needed);
      reply.headers(identityHeaders(member));
    },
  }),
];
