import type { FastifyRequest } from 'fastify';
import { OAuthError } from '../http/oauth-error.ts';
import type { Server } from '../http/server.ts';
import type { FindCredential } from '../principals/verify.ts';
import {
  authenticateClient,
  basicChallenge,
  invalidClient,
  presentedClient,
} from './client-authentication.ts';
import type { Issuer, OAuthContext } from './endpoint.ts';
import { formOf, issuerOf } from './form-routes.ts';
import { type Asker, introspect } from './introspect.ts';
import { isResourceServer, isResourceServerId } from './resource-servers/resource-servers.ts';
import { IntrospectionAnswer, oauthResponses, recognizingConfig } from './schema.ts';

/** `POST /api/v1/oauth/introspect` (RFC 7662 2.1): how other services check tokens. */
export function introspectEndpoint(scope: Server, context: OAuthContext, find: FindCredential): void {
  scope.post(
    '/api/v1/oauth/introspect',
    {
      schema: {
        tags: ['OAuth'],
        summary: 'What a token is good for at this moment',
        description:
          "A form: token. A confidential client asks about its own tokens; a resource server, or an administrator's personal access token as Bearer, about any of the organization's.",
        security: [{ client: [] }, { token: [] }],
        response: oauthResponses({ 200: IntrospectionAnswer }),
      },
      config: recognizingConfig,
    },
    async (request) => {
      requireAuthentication(request);
      const issuer = await issuerOf(context, request);
      const asker = await askerOf(context, request, issuer);
      const token = formOf(request).require('token');
      formOf(request).check(['token_type_hint']);
      return introspect(context, find, issuer, asker, token);
    },
  );
}

/**
 * Who shows nothing of themselves is told so first, whatever else is wrong with the request (RFC 7662 2.3).
 * @throws OAuthError invalid_client
 */
function requireAuthentication(request: FastifyRequest): void {
  if (/^(basic|bearer)(\s|$)/i.test(request.headers.authorization ?? '')) return;
  const form = formOf(request);
  if (['client_id', 'client_secret', 'client_assertion'].some((name) => form.has(name))) return;
  throw new OAuthError(
    'invalid_client',
    "who asks must authenticate: as a confidential client or a resource server, or with an administrator's personal access token as Bearer",
    { status: 401, headers: basicChallenge },
  );
}

async function askerOf(context: OAuthContext, request: FastifyRequest, issuer: Issuer): Promise<Asker> {
  const { authorization } = request.headers;
  if (/^bearer(\s|$)/i.test(authorization ?? '')) {
    if (formOf(request).get('client_id') !== null || formOf(request).get('client_secret') !== null)
      throw new OAuthError('invalid_request', 'authenticate in one way only: as a client or by a token');
    return requireAdministrator(request);
  }
  if (await isResourceServerCall(context, request, issuer)) return 'any token';
  const { client, method } = await authenticateClient(context, issuer, formOf(request), authorization);
  if (method === 'none')
    throw new OAuthError('invalid_client', 'a public client cannot show who it is', {
      status: 401,
      headers: basicChallenge,
    });
  return { clientId: client.clientId };
}

/**
 * Whether a resource server asks, by its id and secret, in the header or in the body.
 * @throws OAuthError invalid_client where its secret is wrong
 */
async function isResourceServerCall({ db }: OAuthContext, request: FastifyRequest, issuer: Issuer) {
  const presented = presentedClient(formOf(request), request.headers.authorization);
  if (!presented || !isResourceServerId(presented.clientId)) return false;
  const { clientId, secret } = presented;
  if (secret !== null && (await isResourceServer(db, issuer.id, clientId, secret))) return true;
  throw invalidClient(true);
}

/** An administrator's token that may do what administrators do: without scopes, or with organization:write. */
function requireAdministrator({ principal }: FastifyRequest): Asker {
  if (principal?.authentication.method !== 'pat') {
    throw new OAuthError('invalid_token', 'the Bearer token is not a valid personal access token here', {
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="spedy", error="invalid_token"' },
    });
  }
  if (principal.role !== 'ADMIN')
    throw new OAuthError('access_denied', "only an administrator's token may ask", { status: 403 });
  if (principal.scopes !== null && !principal.scopes.includes('organization:write')) {
    throw new OAuthError('insufficient_scope', 'the token lacks organization:write', {
      status: 403,
      headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="organization:write"' },
    });
  }
  return 'any token';
}
