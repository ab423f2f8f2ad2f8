import type { FastifyReply, FastifyRequest } from 'fastify';
import { memberProvenance } from '../audit/provenance.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { plainPageHeaders } from '../http/plain-page.ts';
import type { Server } from '../http/server.ts';
import type { Principal } from '../principals/principal.ts';
import {
  type AuthorizationRequest,
  findCoveringGrant,
  identify,
  openRequest,
  parseRequest,
  type Redirect,
  UntrustedRequest,
} from './authorize.ts';
import type { Client } from './clients/client.ts';
import { ClientProblem } from './clients/client-problem.ts';
import { issueCodeAgain } from './consent.ts';
import type { Issuer, OAuthContext } from './endpoint.ts';
import { errorPage } from './error-page.ts';
import { issuerOf } from './form-routes.ts';
import { issuerNamed, issuerParameter } from './issuer.ts';
import { Parameters } from './parameters.ts';
import { redirectWithCode, redirectWithError } from './redirect.ts';
import { oauthResponses, SeeOther } from './schema.ts';

/** `GET /api/v1/oauth/authorize` (RFC 6749 3.1): where a browser comes with a client's request. */
export function authorizeEndpoint(server: Server, context: OAuthContext): void {
  server.get(
    '/api/v1/oauth/authorize',
    {
      schema: {
        tags: ['OAuth'],
        summary: "Ask a member's browser for access (RFC 6749 4.1.1, with PKCE)",
        description:
          'Answers 303: to sign in, to decide, or back to the client. An unknown client or redirect is a page, status 400.',
        response: oauthResponses({ 303: SeeOther }),
      },
      config: { access: { credential: 'none', recognizes: true }, errorForm: 'oauth' },
      // HEAD must not open a request or issue a code.
      exposeHeadRoute: false,
    },
    async (request, reply) => {
      const parameters = new Parameters(request.url.split('?').slice(1).join('?'));
      const issuer = issuerNamed(await issuerOf(context, request), parameters.all(issuerParameter));
      const identified = await identify(context, issuer, parameters).catch((error: unknown) => {
        if (error instanceof UntrustedRequest || error instanceof ClientProblem) return error;
        throw error;
      });
      if (identified instanceof Error) return refuse(request, reply, issuer, identified);
      const { client, redirect } = identified;
      return reply.redirect(await answer(context, request, issuer, client, redirect, parameters), 303);
    },
  );
}

/** Where the browser goes next. */
async function answer(
  context: OAuthContext,
  request: FastifyRequest,
  issuer: Issuer,
  client: Client,
  redirect: Redirect,
  parameters: Parameters,
): Promise<string> {
  let asked: AuthorizationRequest;
  try {
    asked = parseRequest(issuer, client, redirect, parameters);
  } catch (error) {
    if (error instanceof OAuthError) return redirectWithError(redirect, issuer.origin, error);
    throw error;
  }
  const { principal } = request;
  if (principal?.authentication.method !== 'session')
    return `/sign-in?returnTo=${encodeURIComponent(pathAfterSignIn(request, issuer))}`;
  const grantId = mayBeSilent(principal)
    ? await findCoveringGrant(context.db, issuer, principal.user.id, asked)
    : null;
  if (grantId === null) {
    const id = await openRequest(context, issuer, principal.authentication.sessionId, asked);
    return `/consent?request=${id}`;
  }
  const from = memberProvenance(request, context.now());
  const code = await issueCodeAgain(context.db, from, grantId, asked, context.lifetimes);
  return redirectWithCode(redirect, issuer.origin, code);
}

/** The request once more. Where its organization has the pages at another origin, it says at which issuer it began. */
function pathAfterSignIn({ url, target }: FastifyRequest, { origin }: Issuer): string {
  if (target?.kind !== 'organization' || target.home === target.origin) return url;
  return `${url}&${new URLSearchParams({ [issuerParameter]: origin })}`;
}

/** A member who has yet to set up the second factor that is required decides nothing before, not even again. */
function mayBeSilent({ authentication, organization }: Principal): boolean {
  if (authentication.method !== 'session') return false;
  return authentication.secondFactor || !organization.policy.twoFactorRequired;
}

/** A page, for a person; JSON to a client that asks for it. Never a redirect (RFC 9700 4.11.2). */
function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  issuer: Issuer,
  problem: UntrustedRequest | ClientProblem,
): FastifyReply {
  const accepted = request.headers.accept ?? '';
  const code = problem instanceof UntrustedRequest ? problem.code : 'invalid_client';
  if (/\bjson\b/i.test(accepted) && !/\btext\/html\b/i.test(accepted))
    return reply.status(400).send({ error: code, error_description: problem.message });
  return reply
    .status(400)
    .headers(plainPageHeaders)
    .type('text/html; charset=utf-8')
    .send(errorPage(issuer.name, problem.message));
}
