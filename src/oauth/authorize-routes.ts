import type { FastifyReply, FastifyRequest } from 'fastify';
import { memberProvenance } from '../audit/provenance.ts';
import { describable, OAuthError } from '../http/oauth-error.ts';
import { sendPlainPage } from '../http/plain-page.ts';
import type { Server } from '../http/server.ts';
import type { Principal } from '../principals/principal.ts';
import {
  type AuthorizationRequest,
  identify,
  openRequest,
  parseRequest,
  UntrustedRequest,
} from './authorize.ts';
import { ClientProblem } from './clients/client-problem.ts';
import { redirectHost } from './clients/redirect-uris.ts';
import { issueCodeAgain } from './consent.ts';
import type { Issuer, OAuthContext } from './endpoint.ts';
import { errorPage, type WayBack } from './error-page.ts';
import { issuerOf } from './form-routes.ts';
import { issuerNamed, issuerParameter } from './issuer.ts';
import { Parameters } from './parameters.ts';
import { redirectWithCode, redirectWithError } from './redirect.ts';
import { oauthResponses, SeeOther } from './schema.ts';
import { sessionIdOf } from './session-id.ts';
import { mayBeRemembered, mayReturnErrors } from './trust.ts';

/** `GET /api/v1/oauth/authorize` (RFC 6749 3.1): where a browser comes with a client's request. */
export function authorizeEndpoint(server: Server, context: OAuthContext): void {
  server.get(
    '/api/v1/oauth/authorize',
    {
      schema: {
        tags: ['OAuth'],
        summary: "Ask a member's browser for access (RFC 6749 4.1.1, with PKCE)",
        description:
          'Answers 303: to sign in, to decide, or back to the client. An unknown client or redirect is a page, status 400; so is any other error, unless the client listens on loopback, somebody vouches for it, or the member has allowed it: to those it goes back.',
        response: oauthResponses({ 303: SeeOther }),
      },
      config: {
        access: { credential: 'none', recognizes: true },
        errorForm: 'oauth',
        crossOrigin: false,
        forPeople: true,
      },
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
      const { principal } = request;
      // Nobody is sent elsewhere before they have signed in, whatever else is wrong (RFC 9700 4.11.2).
      if (principal?.authentication.method !== 'session')
        return reply.redirect(
          `/sign-in?returnTo=${encodeURIComponent(pathAfterSignIn(request, issuer))}`,
          303,
        );
      const asked = attempt(() => parseRequest(issuer, client, redirect, parameters));
      if (!(asked instanceof OAuthError))
        return reply.redirect(await answer(context, request, principal, issuer, asked), 303);
      const to = redirectWithError(redirect, issuer.origin, asked);
      const asker = { organizationId: issuer.id, userId: principal.user.id, at: context.now() };
      if (await mayReturnErrors(context.db, asker, client, redirect)) return reply.redirect(to, 303);
      return refuse(request, reply, issuer, asked, { client, host: redirectHost(redirect.uri), to });
    },
  );
}

/** A request that is in order, or what is wrong with it. */
function attempt(parse: () => AuthorizationRequest): AuthorizationRequest | OAuthError {
  try {
    return parse();
  } catch (error) {
    if (error instanceof OAuthError) return error;
    throw error;
  }
}

/** Where the browser goes next. */
async function answer(
  context: OAuthContext,
  request: FastifyRequest,
  principal: Principal,
  issuer: Issuer,
  asked: AuthorizationRequest,
): Promise<string> {
  const sessionId = sessionIdOf(principal);
  const code =
    mayBeSilent(principal) && (await mayBeRemembered(context.db, issuer.id, asked))
      ? await issueCodeAgain(context, memberProvenance(request, context.now()), principal.user.id, asked)
      : null;
  if (code !== null) return redirectWithCode(asked.redirect, issuer.origin, code);
  return `/consent?request=${await openRequest(context, issuer, sessionId, asked)}`;
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

/**
 * A page, for a person; JSON to a client that asks for it. Never a redirect (RFC 9700 4.11.2).
 * @param wayBack to the client, where its redirect is known to be its own
 */
function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  issuer: Issuer,
  problem: UntrustedRequest | ClientProblem | OAuthError,
  wayBack?: WayBack,
): FastifyReply {
  const accepted = request.headers.accept ?? '';
  const code = problem instanceof ClientProblem ? 'invalid_client' : problem.code;
  if (/\bjson\b/i.test(accepted) && !/\btext\/html\b/i.test(accepted))
    return reply.status(400).send({ error: code, error_description: describable(problem.message) });
  return sendPlainPage(reply, 400, errorPage(issuer.name, problem.message, wayBack));
}
