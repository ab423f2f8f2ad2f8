import type { FastifyRequest } from 'fastify';
import { OAuthError } from '../../contract/oauth-error.ts';
import { formText } from '../../http/arrival/body-text.ts';
import { anonymousOrigin } from '../../http/change-origin.ts';
import type { Route } from '../../http/define-route.ts';
import { organizationHostOf } from '../../http/gate/request-state.ts';
import type { Server } from '../../http/server.ts';
import type { MaybePromise } from '../../storage/maybe-promise.ts';
import { authenticateClient, presentedClient } from '../clients/authentication/client-authentication.ts';
import { Parameters } from '../protocol/parameters.ts';
import type { ClientRequest } from './client-request.ts';
import type { OAuthContext } from './context.ts';
import { findIssuer, type Issuer } from './issuer.ts';

/** Registers routes that accept only form-encoded bodies (RFC 6749 3.2). */
export async function registerFormRoutes(server: Server, routes: readonly Route[]): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<Buffer>(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer' },
      (request, body, done) => done(null, new Parameters(formText(request.headers, body))),
    );
    scope.addContentTypeParser('*', (_request, _payload, done) =>
      done(
        new OAuthError('invalid_request', 'send the parameters as application/x-www-form-urlencoded', {
          status: 415,
        }),
      ),
    );
    for (const route of routes) scope.route(route);
  });
}

/** Returns the form of a request; empty if it has none. */
export function formOf(request: FastifyRequest): Parameters {
  return request.body instanceof Parameters ? request.body : new Parameters('');
}

/** Returns the authorization server that a request was sent to. */
export function issuerOf(context: OAuthContext, request: FastifyRequest): MaybePromise<Issuer> {
  const { id, origin, origins } = organizationHostOf(request);
  return findIssuer(context, id, { origin, origins, ip: request.ip });
}

/**
 * Authenticates the client of a request.
 * @throws OAuthError invalid_client; invalid_request
 */
export async function clientRequestOf(
  context: OAuthContext,
  request: FastifyRequest,
): Promise<ClientRequest> {
  const parameters = formOf(request);
  const issuer = await issuerOf(context, request);
  const { authorization } = request.headers;
  const presented = await presentedClient(parameters, authorization);
  const { client, method } = await authenticateClient(context, issuer, presented);
  return { issuer, client, isPublic: method === 'none', parameters, from: anonymousOrigin(request) };
}
