import type { FastifyReply, FastifyRequest } from 'fastify';
import { AddressAttemptLimit } from '../../contract/limits/attempt-limit.ts';
import type { Slots } from '../../contract/limits/slots.ts';
import { responses } from '../../contract/schemas.ts';
import { anonymousOrigin } from '../../http/change-origin.ts';
import type { Route } from '../../http/define-route.ts';
import { organizationHostOf } from '../../http/gate/request-state.ts';
import type { Services } from '../../http/services.ts';
import { findOrganization } from '../../organizations/queries.ts';
import { browserOf, startBrowserSession } from '../../sign-in/browser-cookie.ts';
import { SignInProblem } from '../provider/problem.ts';
import type { Providers } from '../provider/providers.ts';
import { newBrowserSecret } from './browser-secret.ts';
import { sendProblemPage } from './problem-page.ts';
import { callbackPath, redirectUriOf, startPath } from './redirect-uri.ts';
import { readRequestCookie, setRequestCookie } from './request-cookie.ts';
import { requestLifetime } from './request-lifetime.ts';
import { returnPath } from './return-path.ts';
import { SeeOther } from './schema.ts';

/** Sign-ins that one address may start, and finish, per minute at one organization. */
const perMinute = 30;

type Run = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * Signs members in with the organization's identity provider. Not made by `defineRoute`, because the routes respond with
 * redirects and pages.
 */
export const singleSignOnRoutes = (services: Services, providers: Providers, slots: Slots) => {
  const { db, keys, limits, settings, refusals, log } = services;
  const signOn = { db, keys, providers };
  const starts = new AddressAttemptLimit(limits, 'single sign-on, starts', perMinute);
  const responsesLimit = new AddressAttemptLimit(limits, 'single sign-on, responses', perMinute);

  const start: Run = async (request, reply) => {
    const { id, slug, origin, home } = organizationHostOf(request);
    const { searchParams } = new URL(request.url, home);
    const returnTo = returnPath(searchParams.get('returnTo') ?? undefined);
    // The provider redirects to the organization's own origin, which must have the cookie.
    if (origin !== home)
      return reply.redirect(`${home}${startPath}?${new URLSearchParams({ returnTo })}`, 303);
    await starts.take(request.ip, id);
    const at = request.server.now();
    const browserSecret = readRequestCookie(request)?.secret ?? newBrowserSecret();
    const redirectUri = redirectUriOf(settings, slug);
    // Loads the OpenID client, which a server without single sign-on does not need.
    const { startSignIn } = await import('./start.ts');
    const url = await startSignIn(signOn, {
      organizationId: id,
      redirectUri,
      browserSecret,
      returnTo,
      at,
    }).catch((error: unknown) => {
      throw error instanceof SignInProblem ? error.returningTo(returnTo) : error;
    });
    setRequestCookie(request, reply, browserSecret, at + requestLifetime);
    return reply.redirect(url.href, 303);
  };

  const finish: Run = async (request, reply) => {
    const { id, slug } = organizationHostOf(request);
    await responsesLimit.take(request.ip, id);
    const url = new URL(redirectUriOf(settings, slug));
    url.search = request.url.split('?').slice(1).join('?');
    const cookie = readRequestCookie(request);
    const browser = { ...browserOf(request), device: cookie?.device ?? browserOf(request).device };
    const response = { organizationId: id, url, browserSecret: cookie?.secret ?? null };
    const { finishSignIn } = await import('./finish.ts');
    const { session, returnTo } = await finishSignIn(signOn, anonymousOrigin(request), browser, response);
    await startBrowserSession(services, request, reply, session);
    return reply.redirect(returnTo, 303);
  };

  /** Runs a step within the organization's share; answers a problem with a page, and records it. */
  const shown =
    (run: Run): Run =>
    async (request, reply) => {
      const { id } = organizationHostOf(request);
      try {
        return await inSlot(slots, id, () => run(request, reply));
      } catch (error) {
        if (!(error instanceof SignInProblem)) throw error;
        const { reason, about, cause } = error;
        request.loggedError = { code: 'single_sign_on', reason };
        if (cause !== undefined)
          log.info({ err: cause, reason }, 'A sign-in with the identity provider failed');
        const { userId = null, email = null } = about;
        refusals.record(id, anonymousOrigin(request), {
          action: 'refusal.single_sign_on',
          account: userId,
          details: { email, reason },
        });
        const { organizationName } = await findOrganization(db, id);
        return sendProblemPage(reply, error, organizationName);
      }
    };

  return [
    pageRoute('startSingleSignOn', startPath, 'Sign in with the identity provider', shown(start), {
      type: 'object',
      properties: { returnTo: { type: 'string', description: 'The path to open after sign-in.' } },
    }),
    pageRoute(
      'finishSingleSignOn',
      callbackPath,
      "Finish a sign-in (the identity provider's redirect URI)",
      shown(finish),
    ),
  ];
};

function pageRoute(
  operationId: string,
  url: string,
  summary: string,
  handler: Run,
  querystring?: object,
): Route {
  return {
    method: 'GET',
    url,
    schema: {
      operationId,
      tags: ['Sessions'],
      summary,
      description: 'Redirects with 303. A problem gets a page.',
      ...(querystring === undefined ? {} : { querystring }),
      response: responses({ 303: SeeOther }),
    },
    config: { access: { credential: 'none', recognizes: true }, crossOrigin: false, forPeople: true },
    // HEAD must not start or finish a sign-in.
    exposeHeadRoute: false,
    handler,
  };
}

/** @throws SignInProblem if too many sign-ins of the organization wait for its provider */
async function inSlot<T>(slots: Slots, organizationId: string, run: () => Promise<T>): Promise<T> {
  const entered = await slots.enter({ organization: organizationId });
  if ('full' in entered)
    throw new SignInProblem('too_many', 'Too many sign-ins are waiting for the identity provider.');
  try {
    return await run();
  } finally {
    entered.release();
  }
}
