import type { FastifyRequest } from 'fastify';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { OAuthError } from '../../contract/oauth-error.ts';
import { formText } from '../../http/arrival/body-text.ts';
import { anonymousOrigin } from '../../http/change-origin.ts';
import { organizationHostOf } from '../../http/gate/request-state.ts';
import type { Server } from '../../http/server.ts';
import { authenticateClient } from '../clients/authentication/client-authentication.ts';
import type { Client } from '../clients/client.ts';
import { Parameters } from '../protocol/parameters.ts';
import type { Issuer, OAuthContext } from './context.ts';
import { findIssuer } from './issuer.ts';

/** Registers routes that accept only form-encoded bodies (RFC 6749 3.2). */
export async function formRoutes(server: Server, add: (scope: Server) => void): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer' },
      (request, body, done) => done(null, new Parameters(formText(request.headers, body as Buffer))),
    );
    scope.addContentTypeParser('*', (_request, _payload, done) =>
      done(
        new OAuthError('invalid_request', 'send the parameters as application/x-www-form-urlencoded', {
          status: 415,
        }),
      ),
    );
    add(scope as Server);
  });
}

/** Returns the form of a request; empty if it has none. */
export function formOf(request: FastifyRequest): Parameters {
  return request.body instanceof Parameters ? request.body : new Parameters('');
}

/** Returns the authorization server that a request was sent to. */
export function issuerOf({ db }: OAuthContext, request: FastifyRequest): Promise<Issuer> {
  const { id, origin, origins } = organizationHostOf(request);
  return findIssuer(db, id, { origin, origins, ip: request.ip });
}

export type ClientCall = {
  readonly issuer: Issuer;
  readonly client: Client;
  /** Whether the client identified itself by its id alone. */
  readonly isPublic: boolean;
  readonly parameters: Parameters;
  readonly from: ChangeOrigin;
};

/**
 * Authenticates the client of a request and returns both.
 * @throws OAuthError invalid_client; invalid_request
 */
export async function clientCall(context: OAuthContext, request: FastifyRequest): Promise<ClientCall> {
  const parameters = formOf(request);
  const issuer = await issuerOf(context, request);
  const { authorization } = request.headers;
  const { client, method } = await authenticateClient(context, issuer, parameters, authorization);
  return {
    issuer,
    client,
    isPublic: method === 'none',
    parameters,
    from: anonymousOrigin(request),
  };
}
