import { SpedyError } from '../contract/errors.ts';
import type { Refusals } from '../contract/rejected-attempts.ts';
import { NoContent, responses } from '../contract/schemas.ts';
import { hashSecret } from '../credentials/hash.ts';
import type { KeyRing } from '../credentials/keys/key-ring.ts';
import { anonymousOrigin, originOf } from '../http/change-origin.ts';
import { organizationHostOf, principalOf } from '../http/gate/request-state.ts';
import { refuseForeignOrigin } from '../http/gate/same-origin.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { findOrganization } from '../organizations/queries.ts';
import { Me } from '../organizations/schema.ts';
import { credentialId } from '../principals/principal.ts';
import type { FindCredential } from '../principals/verify.ts';
import { presentMe } from '../profile/present.ts';
import { browserOf, signedIn, signedOut } from '../sessions/browser-cookie.ts';
import { setDeviceCookie } from '../sessions/device-cookie.ts';
import { Credentials, HostGreeting, PasswordChange } from '../sessions/schema.ts';
import { changePassword } from './change-password.ts';
import { secondFactorRoutes } from './second-factor/routes.ts';
import { signIn, signOut } from './sign-in.ts';
import { SignInThrottle } from './throttle.ts';

const tags = ['Sessions'];

/** Signs members in and out, and changes passwords. */
export function signInRoutes(
  server: Server,
  { db, now }: RouteContext,
  find: FindCredential,
  { keys, refusals }: { readonly keys: KeyRing; readonly refusals: Refusals },
): void {
  const door = { db, keys, refusals, throttle: new SignInThrottle() };
  secondFactorRoutes(server, door);

  server.get(
    '/api/v1/auth/organization',
    {
      schema: {
        tags,
        summary: "Get the host's organization, and whether the request is signed in",
        response: responses({ 200: HostGreeting }),
      },
      config: { access: { credential: 'none', recognizes: true } },
    },
    async (request) => {
      const { id, slug } = organizationHostOf(request);
      const { organizationName } = await findOrganization(db, id);
      return { name: organizationName, slug, signedIn: request.principal !== null };
    },
  );

  server.post(
    '/api/v1/auth/login',
    {
      schema: {
        tags,
        summary: 'Sign in',
        description: 'Sets the session cookie.',
        body: Credentials,
        response: responses({ 200: Me }),
      },
      config: { access: { credential: 'none', recognizes: true } },
    },
    async (request, reply) => {
      refuseForeignOrigin(request);
      const organization = organizationHostOf(request);
      const from = anonymousOrigin(request);
      const session = await signIn(door, organization.id, from, browserOf(request), request.body);
      const record = await find('session', hashSecret(session.secret));
      if (!record) throw new SpedyError('invalid_credentials');
      signedIn(request, reply, session, now());
      return presentMe(record.principal);
    },
  );

  server.post(
    '/api/v1/auth/logout',
    {
      schema: { tags, summary: 'Sign out', response: responses({ 204: NoContent }) },
      config: { access: { credential: 'session', beforeEnrollment: true } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const from = originOf(request);
      const { organization, user } = principal;
      const ended = { userId: user.id, sessionId: credentialId(principal) };
      const device = await signOut(db, organization.id, from, ended, browserOf(request).device);
      signedOut(request, reply);
      setDeviceCookie(request, reply, device, from.at);
      return reply.status(204).send(null);
    },
  );

  server.put(
    '/api/v1/me/password',
    {
      schema: {
        tags,
        summary: 'Change your password and end your other sessions',
        body: PasswordChange,
        response: responses({ 204: NoContent }),
      },
      config: { access: { credential: 'session' } },
    },
    async (request, reply) => {
      await changePassword(door, originOf(request), principalOf(request), request.body);
      return reply.status(204).send(null);
    },
  );
}
