import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { OAuthError } from '../../contract/oauth-error.ts';
import { defineRoute, type Route, SerializedBody } from '../../http/define-route.ts';
import type { CredentialRecord } from '../../principals/verify.ts';
import { andThen, type MaybePromise } from '../../storage/maybe-promise.ts';
import {
  authenticateClient,
  basicChallenge,
  type PresentedClient,
  presentedClient,
} from '../clients/authentication/client-authentication.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { formOf, issuerOf } from '../issuer/form-routes.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { formSchema } from '../protocol/form-schema.ts';
import type { Parameters } from '../protocol/parameters.ts';
import { endpointConfig } from '../protocol/schema.ts';
import { authenticateResourceServer } from '../resource-servers/authenticate.ts';
import type { ResourceServerSecrets } from '../resource-servers/resource-servers.ts';
import { type Caller, introspect, presentActive } from './introspect.ts';
import { IntrospectionResponse } from './schema.ts';

/** Maximum number of cached responses. A changed credential is another record, so they are never outdated. */
const capacity = 1_000;

/** `POST /api/v1/oauth/introspect` (RFC 7662 2.1), for other services that check tokens. */
export function introspectionRoute(context: OAuthContext, secrets: ResourceServerSecrets): Route {
  const bodies = new LRUCache<CredentialRecord, { readonly origin: string; readonly body: SerializedBody }>({
    max: capacity,
  });

  function bodyOf(record: CredentialRecord, issuer: Issuer, reply: FastifyReply): SerializedBody {
    const { origin } = issuer;
    const known = bodies.get(record);
    if (known?.origin === origin) return known.body;
    const body = new SerializedBody(200, String(reply.serializeInput(presentActive(record, issuer), '200')));
    bodies.set(record, { origin, body });
    return body;
  }

  return defineRoute({
    method: 'POST',
    path: '/api/v1/oauth/introspect',
    operationId: 'introspectToken',
    tag: 'OAuth',
    summary: 'Introspect a token',
    description:
      "Form parameters: token, and optionally board, the ID or key of a board. A confidential client can introspect its own tokens; a resource server, or an administrator's personal access token sent as Bearer, any token of the organization.",
    access: { credential: 'none', recognizes: true, countsItself: secrets.counts.countsItself },
    config: { ...endpointConfig, load: 'light' },
    reference: {
      form: formSchema(['token', 'token_type_hint']),
      errors: ['token_invalid', 'forbidden', 'insufficient_scope'],
      oauthErrors: ['invalid_request', 'invalid_client'],
    },
    fastify: { schema: { security: [{ client: [] }, { token: [] }] } },
    response: { 200: IntrospectionResponse },
    run: ({ request, reply }) => {
      const form = formOf(request);
      requireAuthentication(request, form);
      return andThen(issuerOf(context, request), (issuer) =>
        andThen(callerOf(context, secrets, request, issuer), (caller) => {
          const token = form.require('token');
          form.check(['token_type_hint']);
          const question = { issuer, caller, token, board: form.get('board') };
          const introspected = introspect(context, question, (record) => bodyOf(record, issuer, reply));
          return andThen(introspected, (result) => {
            const isValid = result instanceof SerializedBody || result.active;
            const counted = secrets.counts.count(request, reply, isValid ? 'valid' : 'not valid');
            return andThen(counted, () => result);
          });
        }),
      );
    },
  });
}

/**
 * Rejects a request without credentials before any other check (RFC 7662 2.3).
 * @throws OAuthError invalid_client
 */
function requireAuthentication({ headers }: FastifyRequest, form: Parameters): void {
  if (/^(basic|bearer)(\s|$)/i.test(headers.authorization ?? '')) return;
  if (['client_id', 'client_secret', 'client_assertion'].some((name) => form.has(name))) return;
  throw new OAuthError(
    'invalid_client',
    "authenticate as a confidential client or a resource server, or send an administrator's personal access token as Bearer",
    { status: 401, headers: basicChallenge },
  );
}

function callerOf(
  context: OAuthContext,
  secrets: ResourceServerSecrets,
  request: FastifyRequest,
  issuer: Issuer,
): MaybePromise<Caller> {
  const { authorization } = request.headers;
  const form = formOf(request);
  if (/^bearer(\s|$)/i.test(authorization ?? '')) {
    if (form.get('client_id') !== null || form.get('client_secret') !== null)
      throw new OAuthError(
        'invalid_request',
        'use one authentication method only: client credentials or a Bearer token',
      );
    return requireAdministrator(request);
  }
  let presented: PresentedClient | null = null;
  const authenticated = secrets.counts.authenticate(request, () =>
    andThen(presentedClient(form, authorization), (found) => {
      presented = found;
      return authenticateResourceServer(secrets, issuer.id, found);
    }),
  );
  return andThen(authenticated, (id) =>
    id === null ? confidentialClient(context, issuer, presented) : 'any token',
  );
}

function confidentialClient(
  context: OAuthContext,
  issuer: Issuer,
  presented: PresentedClient | null,
): MaybePromise<Caller> {
  return andThen(authenticateClient(context, issuer, presented), ({ client, method }) => {
    if (method === 'none')
      throw new OAuthError('invalid_client', 'a public client cannot introspect tokens', {
        status: 401,
        headers: basicChallenge,
      });
    return { clientId: client.clientId };
  });
}

/** Requires an administrator's personal access token without scopes or with organization:write. */
function requireAdministrator({ principal }: FastifyRequest): Caller {
  if (principal?.authentication.method !== 'pat') {
    throw new OAuthError('invalid_token', 'the Bearer token is not a valid personal access token here', {
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="spedy", error="invalid_token"' },
    });
  }
  if (principal.role !== 'ADMIN')
    throw new OAuthError('access_denied', "only an administrator's token can introspect other tokens", {
      status: 403,
    });
  if (principal.scopes !== null && !principal.scopes.includes('organization:write')) {
    throw new OAuthError('insufficient_scope', 'the token does not have the scope organization:write', {
      status: 403,
      headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="organization:write"' },
    });
  }
  return 'any token';
}
