import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { OAuthError } from '../../contract/oauth-error.ts';
import { defineRoute, type Route, SerializedBody } from '../../http/define-route.ts';
import type { CredentialRecord } from '../../principals/verify.ts';
import { authenticateClient, basicChallenge } from '../clients/authentication/client-authentication.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { formOf, issuerOf } from '../issuer/form-routes.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { formSchema } from '../protocol/form-schema.ts';
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
    run: async ({ request, reply }) => {
      requireAuthentication(request);
      const issuer = await issuerOf(context, request);
      const caller = await callerOf(context, secrets, request, issuer);
      const token = formOf(request).require('token');
      formOf(request).check(['token_type_hint']);
      const question = { issuer, caller, token, board: formOf(request).get('board') };
      const result = await introspect(context, question, (record) => bodyOf(record, issuer, reply));
      const isValid = result instanceof SerializedBody || result.active;
      await secrets.counts.count(request, reply, isValid ? 'valid' : 'not valid');
      return result;
    },
  });
}

/**
 * Rejects a request without credentials before any other check (RFC 7662 2.3).
 * @throws OAuthError invalid_client
 */
function requireAuthentication(request: FastifyRequest): void {
  if (/^(basic|bearer)(\s|$)/i.test(request.headers.authorization ?? '')) return;
  const form = formOf(request);
  if (['client_id', 'client_secret', 'client_assertion'].some((name) => form.has(name))) return;
  throw new OAuthError(
    'invalid_client',
    "authenticate as a confidential client or a resource server, or send an administrator's personal access token as Bearer",
    { status: 401, headers: basicChallenge },
  );
}

async function callerOf(
  context: OAuthContext,
  secrets: ResourceServerSecrets,
  request: FastifyRequest,
  issuer: Issuer,
): Promise<Caller> {
  const { authorization } = request.headers;
  if (/^bearer(\s|$)/i.test(authorization ?? '')) {
    if (formOf(request).get('client_id') !== null || formOf(request).get('client_secret') !== null)
      throw new OAuthError(
        'invalid_request',
        'use one authentication method only: client credentials or a Bearer token',
      );
    return requireAdministrator(request);
  }
  const id = await secrets.counts.authenticate(request, () =>
    authenticateResourceServer(secrets, issuer.id, formOf(request), authorization),
  );
  if (id !== null) return 'any token';
  const { client, method } = await authenticateClient(context, issuer, formOf(request), authorization);
  if (method === 'none')
    throw new OAuthError('invalid_client', 'a public client cannot introspect tokens', {
      status: 401,
      headers: basicChallenge,
    });
  return { clientId: client.clientId };
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
