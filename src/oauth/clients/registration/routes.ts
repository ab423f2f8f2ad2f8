import type { FastifyRequest } from 'fastify';
import { scopes as allScopes } from '../../../access/scopes.ts';
import { SpedyError } from '../../../contract/errors.ts';
import { insufficientScope } from '../../../contract/insufficient-scope.ts';
import { AddressAttemptLimit } from '../../../contract/limits/attempt-limit.ts';
import { defineRoute, type Route } from '../../../http/define-route.ts';
import { organizationHostOf } from '../../../http/gate/request-state.ts';
import { requireSameOrigin } from '../../../http/gate/same-origin.ts';
import { requireEnrollment } from '../../../http/gate/second-factor.ts';
import type { Services } from '../../../http/services.ts';
import { findOrganization } from '../../../organizations/queries.ts';
import { parseOrganization } from '../../../principals/organization-row.ts';
import type { Principal } from '../../../principals/principal.ts';
import { endpointConfig } from '../../protocol/schema.ts';
import type { GrantTypeDefinition } from '../grant-types.ts';
import { type KeySources, registerClient } from './registration.ts';
import { ClientMetadata, RegisteredClient } from './schema.ts';

/** Maximum body size, in bytes: more than fits in a client ID, with space for ignored fields. */
const bodyLimit = 16_384;
const registrationsPerMinute = 20;

type Context = Pick<Services, 'db' | 'now' | 'keys' | 'limits'> & {
  readonly grantTypes: readonly GrantTypeDefinition[];
  readonly keySources: KeySources;
};

/** `POST /api/v1/oauth/register` (RFC 7591 3). */
export function registrationRoute({ db, now, keys, limits, grantTypes, keySources }: Context): Route {
  const limit = new AddressAttemptLimit(limits, 'registrations', registrationsPerMinute);
  return defineRoute({
    method: 'POST',
    path: '/api/v1/oauth/register',
    operationId: 'registerClient',
    tag: 'OAuth',
    summary: 'Register an OAuth client (RFC 7591)',
    access: { credential: 'none', recognizes: true },
    config: endpointConfig,
    body: ClientMetadata,
    reference: {
      errors: [
        'authentication_required',
        'token_invalid',
        'forbidden',
        'insufficient_scope',
        'cross_site_request',
        'two_factor_enrollment_required',
      ],
      oauthErrors: ['invalid_client_metadata', 'invalid_redirect_uri'],
    },
    response: { 201: RegisteredClient },
    fastify: {
      bodyLimit,
      // registerClient validates the body, with the errors of RFC 7591. The schema is for documentation only.
      validatorCompiler: () => (value: unknown) => ({ value }),
      // Before the body is read, to reject a flood of requests cheaply.
      onRequest: async (request) => {
        organizationHostOf(request);
        await limit.take(request.ip);
      },
    },
    run: async ({ host: { id }, request, body }) => {
      const { policy } = parseOrganization(await findOrganization(db, id));
      requireMayRegister(policy.registration, request);
      return registerClient(keys, id, body, now(), grantTypes, keySources);
    },
  });
}

/**
 * Enforces the organization's policy on who can register clients.
 * @throws SpedyError forbidden, authentication_required, token_invalid, cross_site_request, insufficient_scope,
 * two_factor_enrollment_required
 */
function requireMayRegister(policy: 'open' | 'authenticated' | 'off', request: FastifyRequest): void {
  if (policy === 'open') return;
  if (policy === 'off')
    throw new SpedyError('forbidden', {
      message: 'This organization does not allow apps to register.',
    });
  if (!request.principal) {
    const code = request.headers.authorization === undefined ? 'authentication_required' : 'token_invalid';
    throw new SpedyError(code, {
      message:
        'Only members of this organization can register apps. Send a personal access token as Authorization: Bearer.',
    });
  }
  if (request.principal.authentication.method === 'session') requireSameOrigin(request);
  requireEnrollment(request.principal);
  requireFullRights(request.principal);
}

/** A token with scopes, or one issued to an application, must not register further applications. */
function requireFullRights({ authentication, scopes }: Principal): void {
  const message = 'Sign in or use a personal access token without scopes to register an app here.';
  if (authentication.method === 'oauth') throw new SpedyError('forbidden', { message });
  const missing = scopes === null ? [] : allScopes.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0) throw insufficientScope(missing, message);
}
