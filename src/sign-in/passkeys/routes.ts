import { AddressAttemptLimit } from '../../contract/limits/attempt-limit.ts';
import { idParameter, NoContent } from '../../contract/schemas.ts';
import { anonymousOrigin } from '../../http/change-origin.ts';
import { defineRoute } from '../../http/define-route.ts';
import { withoutForeignOrigins } from '../../http/gate/same-origin.ts';
import { requirePresentFactor } from '../../http/gate/second-factor.ts';
import type { Services } from '../../http/services.ts';
import type { SessionPrincipal } from '../../principals/principal.ts';
import { presentMe } from '../../profile/present.ts';
import { Me } from '../../profile/schema.ts';
import { browserOf, startBrowserSession } from '../browser-cookie.ts';
import type { ProofServices } from '../proof.ts';
import { changePasskey, removePasskey } from './passkeys.ts';
import { presentPasskey } from './present.ts';
import { listPasskeys } from './queries.ts';
import { creationOptions, registerPasskey } from './register.ts';
import { relyingPartyAt } from './relying-party.ts';
import {
  CreationOptions,
  Passkey,
  PasskeyChange,
  PasskeyList,
  PasskeyRegistration,
  PasskeySignIn,
  RegisteredPasskey,
  RequestOptions,
  SignInOptionsRequest,
} from './schema.ts';
import { passkeySignInOptions, signInWithPasskey } from './sign-in-with-passkey.ts';

const tag = 'Sessions';
const path = '/api/v1/me/passkeys';
const PasskeyId = idParameter('passkeyId', 'psk');
/** Requests for a challenge per minute and address. Every view of the sign-in page makes one. */
const challengesPerMinute = 120;

const memberKey = ({ organization, user }: SessionPrincipal) => ({
  organizationId: organization.id,
  userId: user.id,
});

/** A member's own passkeys, and signing in with one. */
export const passkeyRoutes = (services: Services, proof: ProofServices) => {
  const { db, keys, limits } = services;
  const challenges = new AddressAttemptLimit(limits, 'passkey challenges', challengesPerMinute);

  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'listPasskeys',
      tag,
      summary: 'List your passkeys, newest first',
      access: { credential: 'session', beforeEnrollment: true },
      response: { 200: PasskeyList },
      run: async ({ member }) => ({
        data: (await listPasskeys(db, memberKey(member))).map(presentPasskey),
      }),
    }),

    defineRoute({
      method: 'POST',
      path: `${path}/options`,
      operationId: 'startPasskeyRegistration',
      tag,
      summary: 'Start registering a passkey',
      description:
        'Returns the options for navigator.credentials.create(). They are valid for 5 minutes, in this session, at this host.',
      access: { credential: 'session', beforeEnrollment: true, confirmed: true },
      reference: {
        errors: ['two_factor_verification_required', 'two_factor_enrollment_required', 'limit_reached'],
      },
      response: { 200: CreationOptions },
      run: ({ member, from, host }) => {
        requirePresentFactor(member);
        return creationOptions(db, from, member, relyingPartyAt(host));
      },
    }),

    defineRoute({
      method: 'POST',
      path,
      operationId: 'registerPasskey',
      tag,
      summary: 'Register a passkey',
      description:
        'Your first second factor ends your other sessions and returns backup codes, which are shown only once.',
      access: { credential: 'session', beforeEnrollment: true },
      body: PasskeyRegistration,
      reference: { errors: ['passkey_invalid', 'already_exists', 'limit_reached', 'conflict'] },
      response: { 201: RegisteredPasskey },
      run: async ({ member, from, host, body }) => {
        const { row, backupCodes } = await registerPasskey(
          { db, keys },
          from,
          member,
          relyingPartyAt(host),
          body,
        );
        return { ...presentPasskey(row), ...(backupCodes === null ? {} : { backupCodes }) };
      },
    }),

    defineRoute({
      method: 'PATCH',
      path: `${path}/:passkeyId`,
      operationId: 'renamePasskey',
      tag,
      summary: 'Rename a passkey',
      access: { credential: 'session' },
      params: PasskeyId,
      body: PasskeyChange,
      response: { 200: Passkey },
      run: async ({ member, from, params, body }) =>
        presentPasskey(await changePasskey(db, from, memberKey(member), params.passkeyId, body.name)),
    }),

    defineRoute({
      method: 'DELETE',
      path: `${path}/:passkeyId`,
      operationId: 'removePasskey',
      tag,
      summary: 'Remove a passkey and end the other sessions that used it',
      access: { credential: 'session', confirmed: true },
      params: PasskeyId,
      reference: { errors: ['forbidden'] },
      response: { 204: NoContent },
      run: ({ member, from, params }) => removePasskey(db, from, member, params.passkeyId),
    }),

    defineRoute({
      method: 'POST',
      path: '/api/v1/auth/passkey/options',
      operationId: 'startPasskeySignIn',
      tag,
      summary: 'Start signing in with a passkey',
      description:
        'Returns the options for navigator.credentials.get(). They are valid for 5 minutes, at this host.',
      access: { credential: 'none' },
      body: SignInOptionsRequest,
      bodyDefault: {},
      fastify: withoutForeignOrigins,
      reference: { errors: ['cross_site_request', 'single_sign_on_required'] },
      response: { 200: RequestOptions },
      run: async ({ host, request, body }) => {
        await challenges.take(request.ip, host.id);
        return passkeySignInOptions(db, relyingPartyAt(host), body, anonymousOrigin(request).at);
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/api/v1/auth/passkey',
      operationId: 'signInWithPasskey',
      tag,
      summary: 'Sign in with a passkey',
      description:
        'The passkey must verify its user, by PIN, fingerprint or face, and then counts as two factors. Sets the session cookie.',
      access: { credential: 'none', recognizes: true },
      body: PasskeySignIn,
      fastify: withoutForeignOrigins,
      reference: { errors: ['cross_site_request', 'passkey_invalid', 'single_sign_on_required'] },
      response: { 200: Me },
      run: async ({ host, request, reply, body }) => {
        const from = anonymousOrigin(request);
        const answer = { response: body.response, party: relyingPartyAt(host) };
        const session = await signInWithPasskey(proof, from, browserOf(request), answer);
        return presentMe(await startBrowserSession(services, request, reply, session));
      },
    }),
  ];
};
