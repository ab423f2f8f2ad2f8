import type { FastifyReply, FastifyRequest } from 'fastify';
import { describable, OAuthError } from '../../contract/oauth-error.ts';
import { responses } from '../../contract/schemas.ts';
import { originOf } from '../../http/change-origin.ts';
import type { Route } from '../../http/define-route.ts';
import { sendPlainPage } from '../../http/responses/plain-page.ts';
import type { Principal, SessionPrincipal } from '../../principals/principal.ts';
import { ClientProblem } from '../clients/client-problem.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { issuerOf } from '../issuer/form-routes.ts';
import { type Issuer, issuerNamed, issuerParameter } from '../issuer/issuer.ts';
import { Parameters } from '../protocol/parameters.ts';
import { redirectHost } from '../protocol/redirect-uris.ts';
import {
  type AuthorizationRequest,
  identify,
  openRequest,
  parseRequest,
  UntrustedRequest,
} from './authorization-request.ts';
import { issueCodeByEarlierConsent, mayUseEarlierConsent } from './earlier-consent.ts';
import { errorPage, type WayBack } from './error-page.ts';
import { mayRedirectErrors } from './error-redirect.ts';
import { redirectWithCode, redirectWithError } from './redirect.ts';
import { SeeOther } from './schema.ts';

/**
 * `GET /api/v1/oauth/authorize` (RFC 6749 3.1). Not made by `defineRoute`, because it answers with redirects and pages.
 */
export function authorizeRoute(context: OAuthContext): Route {
  return {
    method: 'GET',
    url: '/api/v1/oauth/authorize',
    schema: {
      tags: ['OAuth'],
      summary: 'Request access in the browser of a member (RFC 6749 4.1.1, with PKCE)',
      description:
        'Redirects with 303 to the sign-in page, the consent page, or the client. An unknown client or redirect URI gets an error page with status 400. Other errors are sent to the client if it listens on loopback, is trusted, or was allowed by the member before; otherwise they are an error page too.',
      response: responses({ 303: SeeOther }, 'oauth'),
    },
    config: {
      access: { credential: 'none', recognizes: true },
      errorForm: 'oauth',
      crossOrigin: false,
      forPeople: true,
    },
    // HEAD must not open a request or issue a code.
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const parameters = new Parameters(request.url.split('?').slice(1).join('?'));
      const issuer = issuerNamed(await issuerOf(context, request), parameters.all(issuerParameter));
      const identified = await identify(context, issuer, parameters).catch((error: unknown) => {
        if (error instanceof UntrustedRequest || error instanceof ClientProblem) return error;
        throw error;
      });
      if (identified instanceof Error) return refuse(request, reply, issuer, identified);
      const { client, redirect } = identified;
      const { principal: member } = request;
      // Sign-in comes before every redirect to the client, also for invalid requests (RFC 9700 4.11.2).
      if (!isSignedIn(member)) {
        const returnTo = encodeURIComponent(pathAfterSignIn(request, issuer));
        return reply.redirect(`/sign-in?returnTo=${returnTo}`, 303);
      }
      const asked = attempt(() => parseRequest(context, issuer, client, redirect, parameters));
      if (!(asked instanceof OAuthError))
        return reply.redirect(await answer(context, request, member, issuer, asked), 303);
      const to = redirectWithError(redirect, issuer.origin, asked);
      const { db, now } = context;
      if (await mayRedirectErrors(db, issuer.id, member.user.id, client, redirect, now()))
        return reply.redirect(to, 303);
      return refuse(request, reply, issuer, asked, { client, host: redirectHost(redirect.uri), to });
    },
  };
}

function isSignedIn(principal: Principal | null): principal is SessionPrincipal {
  return principal?.authentication.method === 'session';
}

/** Returns the valid request, or the error. */
function attempt(parse: () => AuthorizationRequest): AuthorizationRequest | OAuthError {
  try {
    return parse();
  } catch (error) {
    if (error instanceof OAuthError) return error;
    throw error;
  }
}

/** Returns the URL for the browser to open next. */
async function answer(
  context: OAuthContext,
  request: FastifyRequest,
  member: SessionPrincipal,
  issuer: Issuer,
  asked: AuthorizationRequest,
): Promise<string> {
  const code =
    mayBeSilent(member) && (await mayUseEarlierConsent(context.db, issuer.id, asked))
      ? await issueCodeByEarlierConsent(context, issuer.id, originOf(request), member.user.id, asked)
      : null;
  if (code !== null) return redirectWithCode(asked.redirect, issuer.origin, code);
  return `/consent?request=${await openRequest(context, issuer, member.authentication.sessionId, asked)}`;
}

/** Returns the request's path, with its issuer if the organization's pages are at another origin. */
function pathAfterSignIn({ url, target }: FastifyRequest, { origin }: Issuer): string {
  if (target?.kind !== 'organization' || target.home === target.origin) return url;
  return `${url}&${new URLSearchParams({ [issuerParameter]: origin })}`;
}

/** Returns whether an earlier consent may apply: not before the member has set up a required second factor. */
function mayBeSilent({ authentication, organization }: SessionPrincipal): boolean {
  return authentication.secondFactor || !organization.policy.twoFactorRequired;
}

/**
 * Sends an error page, or JSON to a client that asks for it. Never a redirect (RFC 9700 4.11.2).
 * @param wayBack to the client, if its redirect URI is valid
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
