import type { FastifyReply, FastifyRequest } from 'fastify';
import { describable, OAuthError } from '../../contract/oauth-error.ts';
import { responses } from '../../contract/schemas.ts';
import { originOf } from '../../http/change-origin.ts';
import type { Route } from '../../http/define-route.ts';
import { sendPlainPage } from '../../http/responses/plain-page.ts';
import { missingFactor } from '../../principals/missing-factor.ts';
import type { Principal, SessionPrincipal } from '../../principals/principal.ts';
import { ClientProblem } from '../clients/client-problem.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { issuerOf } from '../issuer/form-routes.ts';
import { type Issuer, issuerNamed, issuerParameter } from '../issuer/issuer.ts';
import { AuthorizationQuery } from '../protocol/form-schema.ts';
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
import { errorPage, type ReturnLink } from './error-page.ts';
import { mayRedirectErrors } from './error-redirect.ts';
import { redirectWithCode, redirectWithError } from './redirect.ts';
import { SeeOther } from './schema.ts';

/**
 * `GET /api/v1/oauth/authorize` (RFC 6749 3.1). Not made by `defineRoute`, because it responds with redirects and pages.
 */
export function authorizeRoute(context: OAuthContext): Route {
  return {
    method: 'GET',
    url: '/api/v1/oauth/authorize',
    schema: {
      operationId: 'authorize',
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
      reference: {
        query: AuthorizationQuery,
        oauthErrors: [
          'invalid_client',
          'invalid_redirect_uri',
          'invalid_request',
          'invalid_scope',
          'invalid_target',
          'unauthorized_client',
          'unsupported_response_type',
        ],
      },
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
      if (identified instanceof Error) return sendProblem(request, reply, issuer, identified);
      const { client, redirect } = identified;
      const { principal: member } = request;
      // Sign-in comes before every redirect to the client, also for invalid requests (RFC 9700 4.11.2).
      if (!isSignedIn(member)) {
        const returnTo = encodeURIComponent(pathAfterSignIn(request, issuer));
        return reply.redirect(`/sign-in?returnTo=${returnTo}`, 303);
      }
      const parsed = parseOrError(() => parseRequest(context, issuer, client, redirect, parameters));
      if (!(parsed instanceof OAuthError))
        return reply.redirect(await nextUrl(context, request, member, issuer, parsed), 303);
      const to = redirectWithError(redirect, issuer.origin, parsed);
      const { db, now } = context;
      if (await mayRedirectErrors(db, issuer.id, member.user.id, client, redirect, now()))
        return reply.redirect(to, 303);
      return sendProblem(request, reply, issuer, parsed, { client, host: redirectHost(redirect.uri), to });
    },
  };
}

function isSignedIn(principal: Principal | null): principal is SessionPrincipal {
  return principal?.authentication.method === 'session';
}

/** Returns the valid request, or the error. */
function parseOrError(parse: () => AuthorizationRequest): AuthorizationRequest | OAuthError {
  try {
    return parse();
  } catch (error) {
    if (error instanceof OAuthError) return error;
    throw error;
  }
}

/** Returns the URL for the browser to open next. */
async function nextUrl(
  context: OAuthContext,
  request: FastifyRequest,
  member: SessionPrincipal,
  issuer: Issuer,
  parsed: AuthorizationRequest,
): Promise<string> {
  // Not before the member has shown a required second factor.
  const code =
    missingFactor(member) === null && (await mayUseEarlierConsent(context.db, issuer.id, parsed))
      ? await issueCodeByEarlierConsent(context, issuer.id, originOf(request), member.user.id, parsed)
      : null;
  if (code !== null) return redirectWithCode(parsed.redirect, issuer.origin, code);
  return `/consent?request=${await openRequest(context, issuer, member.authentication.sessionId, parsed)}`;
}

/** Returns the request's path, with its issuer if the organization's pages are at another origin. */
function pathAfterSignIn({ url, target }: FastifyRequest, { origin }: Issuer): string {
  if (target?.kind !== 'organization' || target.home === target.origin) return url;
  return `${url}&${new URLSearchParams({ [issuerParameter]: origin })}`;
}

/**
 * Sends an error page, or JSON to a client that asks for it. Never a redirect (RFC 9700 4.11.2).
 * @param returnLink to the client, if its redirect URI is valid
 */
function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  issuer: Issuer,
  problem: UntrustedRequest | ClientProblem | OAuthError,
  returnLink?: ReturnLink,
): FastifyReply {
  const accepted = request.headers.accept ?? '';
  const code = problem instanceof ClientProblem ? 'invalid_client' : problem.code;
  if (/\bjson\b/i.test(accepted) && !/\btext\/html\b/i.test(accepted))
    return reply.status(400).send({ error: code, error_description: describable(problem.message) });
  return sendPlainPage(reply, 400, errorPage(issuer.name, problem.message, returnLink));
}
