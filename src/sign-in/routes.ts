import { NoContent } from '../contract/schemas.ts';
import { anonymousOrigin } from '../http/change-origin.ts';
import { defineRoute } from '../http/define-route.ts';
import { withoutForeignOrigins } from '../http/gate/same-origin.ts';
import type { Services } from '../http/services.ts';
import { describeLogo } from '../organizations/logo/logo.ts';
import { findOrganization } from '../organizations/queries.ts';
import { presentMe } from '../profile/present.ts';
import { Me } from '../profile/schema.ts';
import { signOutBrowser } from '../sessions/sign-out-cookie.ts';
import { browserOf, startBrowserSession } from './browser-cookie.ts';
import { changePassword } from './change-password.ts';
import { confirmationRoutes } from './confirmation/routes.ts';
import { relyingPartyAt } from './passkeys/relying-party.ts';
import { passkeyRoutes } from './passkeys/routes.ts';
import { Credentials, HostGreeting, PasswordChange } from './schema.ts';
import { secondFactorRoutes } from './second-factor/routes.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { findSingleSignOn } from './single-sign-on-queries.ts';
import { setDeviceCookie } from './sources/device-cookie.ts';
import { SignInThrottle } from './throttle.ts';

const tag = 'Sessions';

/** Signs members in and out, and manages their password and second factor. */
export const signInRoutes = (services: Services) => {
  const { db, keys, refusals, limits, settings } = services;
  const proof = { db, keys, refusals, throttle: new SignInThrottle(limits) };

  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/auth/organization',
      operationId: 'getSignInOrganization',
      tag,
      summary: "Get the host's organization, and whether the request is signed in",
      access: { credential: 'none', recognizes: true },
      response: { 200: HostGreeting },
      run: async ({ host: { id, slug }, request }) => {
        const [{ organizationName }, logo, provider] = await Promise.all([
          findOrganization(db, id),
          describeLogo(db, id),
          findSingleSignOn(db, id),
        ]);
        const singleSignOn = provider && { name: provider.name, required: provider.required };
        const signedIn = request.principal !== null;
        return { name: organizationName, slug, logo, signedIn, singleSignOn, mail: settings.mail !== null };
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/api/v1/auth/login',
      operationId: 'signIn',
      tag,
      summary: 'Sign in',
      description: 'Sets the session cookie.',
      access: { credential: 'none', recognizes: true },
      body: Credentials,
      fastify: withoutForeignOrigins,
      reference: {
        errors: [
          'cross_site_request',
          'invalid_credentials',
          'two_factor_required',
          'two_factor_invalid',
          'passkey_invalid',
          'single_sign_on_required',
        ],
      },
      response: { 200: Me },
      run: async ({ host, request, reply, body }) => {
        const from = anonymousOrigin(request);
        const party = relyingPartyAt(host);
        const session = await signIn(proof, host.id, from, browserOf(request), body, party);
        return presentMe(await startBrowserSession(services, request, reply, session));
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/api/v1/auth/logout',
      operationId: 'signOut',
      tag,
      summary: 'Sign out',
      access: { credential: 'session', beforeEnrollment: true },
      response: { 204: NoContent },
      run: async ({ member, from, request, reply }) => {
        const device = await signOut(db, from, member, browserOf(request).device);
        signOutBrowser(request, reply);
        setDeviceCookie(request, reply, device, from.at);
      },
    }),

    defineRoute({
      method: 'PUT',
      path: '/api/v1/me/password',
      operationId: 'changePassword',
      tag,
      summary: 'Change your password and end your other sessions',
      access: { credential: 'session' },
      body: PasswordChange,
      reference: {
        errors: [
          'invalid_credentials',
          'two_factor_required',
          'two_factor_invalid',
          'single_sign_on_required',
        ],
      },
      response: { 204: NoContent },
      run: ({ member, from, body }) => changePassword(proof, from, member, body),
    }),

    ...secondFactorRoutes(proof),
    ...passkeyRoutes(services, proof),
    ...confirmationRoutes(proof),
  ];
};
