import { type Audience, parseAudience } from '../../access/audience.ts';
import type { OAuthScope } from '../../access/scopes.ts';
import { OAuthError } from '../../contract/oauth-error.ts';
import { newId } from '../../storage/ids.ts';
import type { Client } from '../clients/client.ts';
import { requireGrantTypeAt } from '../clients/grant-types.ts';
import { parseStoredClient, storeClient } from '../clients/stored-client.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { type Issuer, issuerParameter } from '../issuer/issuer.ts';
import type { Parameters } from '../protocol/parameters.ts';
import { parseChallenge } from '../protocol/pkce.ts';
import { redirectAllowed } from '../protocol/redirect-uris.ts';
import { parseResources, resourceOf } from '../protocol/resource.ts';
import { parseRequestedScopes } from '../protocol/scope.ts';
import { deleteExcessRequests, insertCodeRequest, type RequestRow } from '../records/request-queries.ts';

/** How long an authorization request stays open, in milliseconds. */
const requestLifetime = 600_000;
/** The parameters read after client_id and redirect_uri. */
const names = [
  'response_type',
  'response_mode',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'prompt',
];

/** Where the response goes. `given`: the request had a redirect_uri, rather than relying on the only registered one. */
export type Redirect = { readonly uri: string; readonly given: boolean; readonly state: string | null };

/** A valid authorization request. */
export type AuthorizationRequest = {
  readonly client: Client;
  readonly redirect: Redirect;
  readonly scopes: readonly OAuthScope[];
  readonly audience: Audience;
  readonly codeChallenge: string;
  /** `prompt=consent`: show the consent page even if an earlier consent covers the request. */
  readonly forcesConsent: boolean;
};

/** An error that must not be sent to the redirect URI, because it may not belong to the client (RFC 9700 4.11). */
export class UntrustedRequest extends Error {
  override readonly name = 'UntrustedRequest';
  readonly code: 'invalid_client' | 'invalid_request' | 'invalid_redirect_uri';

  constructor(code: UntrustedRequest['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Returns the client and the validated redirect URI of an authorization request. Nothing may be sent to the redirect URI
 * before this check.
 * @throws UntrustedRequest
 */
export async function identify(
  { findClient }: OAuthContext,
  issuer: Issuer,
  parameters: Parameters,
): Promise<{ client: Client; redirect: Redirect }> {
  const clientId = readParameter(parameters, 'client_id');
  if (clientId === null) throw new UntrustedRequest('invalid_request', 'The link has no client_id.');
  const client = await findClient(issuer, clientId, true);
  if (!client) {
    throw new UntrustedRequest(
      'invalid_client',
      `No app with this client_id can connect to ${issuer.name}: it is not registered here, or an administrator blocked it. Remove the connection in the app and add it again.`,
    );
  }
  const uri = redirectOf(client, readParameter(parameters, 'redirect_uri'));
  return { client, redirect: { ...uri, state: usableState(parameters) } };
}

/** Returns the state, or null if it is missing or invalid: `parseRequest` then reports the error without it. */
function usableState(parameters: Parameters): string | null {
  try {
    return parameters.get('state');
  } catch (error) {
    if (error instanceof OAuthError) return null;
    throw error;
  }
}

/** Reads a parameter that must be valid before the redirect URI can be trusted. */
function readParameter(parameters: Parameters, name: string): string | null {
  try {
    return parameters.get(name);
  } catch (error) {
    if (error instanceof OAuthError)
      throw new UntrustedRequest('invalid_request', `The link is not valid: ${error.message}.`);
    throw error;
  }
}

function redirectOf(client: Client, requested: string | null): { uri: string; given: boolean } {
  const [only, ...others] = client.redirectUris;
  if (requested === null && only !== undefined && others.length === 0) return { uri: only, given: false };
  if (requested !== null && redirectAllowed(client.redirectUris, requested))
    return { uri: requested, given: true };
  if (requested === null)
    throw new UntrustedRequest(
      'invalid_request',
      `${client.name} has several redirect URIs, and the link has no redirect_uri.`,
    );
  throw new UntrustedRequest(
    'invalid_redirect_uri',
    `${client.name} did not register the redirect_uri in the link. Nothing was sent there.`,
  );
}

/**
 * Validates the rest of an authorization request (RFC 6749 4.1.1, RFC 7636 4.3, RFC 8707 2).
 * @throws OAuthError to send to the redirect URI
 */
export function parseRequest(
  { grantTypes }: OAuthContext,
  issuer: Issuer,
  client: Client,
  redirect: Redirect,
  parameters: Parameters,
): AuthorizationRequest {
  parameters.check(names);
  requireGrantTypeAt(client, grantTypes, 'authorize');
  const responseType = parameters.require('response_type');
  if (responseType !== 'code')
    throw new OAuthError('unsupported_response_type', 'response_type must be code');
  const mode = parameters.get('response_mode');
  if (mode !== null && mode !== 'query')
    throw new OAuthError('invalid_request', 'response_mode must be query, or be omitted');
  return {
    client,
    redirect,
    codeChallenge: parseChallenge(parameters.get('code_challenge'), parameters.get('code_challenge_method')),
    scopes: parseRequestedScopes(parameters.get('scope')),
    audience: parseResources(issuer, parameters.all('resource')) ?? 'api',
    forcesConsent: parameters.get('prompt')?.split(' ').includes('consent') === true,
  };
}

/** Stores an authorization request for this session to decide; returns its id. */
export async function openRequest(
  { db, now }: OAuthContext,
  issuer: Issuer,
  sessionId: string,
  { client, redirect, scopes, audience, codeChallenge }: AuthorizationRequest,
): Promise<string> {
  const id = newId('orq');
  const at = now();
  await insertCodeRequest(db, {
    organizationId: issuer.id,
    id,
    client: storeClient(client),
    scopes: scopes.join(' '),
    audience,
    createdAt: at,
    expiresAt: at + requestLifetime,
    sessionId,
    issuer: issuer.origin,
    redirectUri: redirect.uri,
    redirectGiven: redirect.given,
    state: redirect.state,
    codeChallenge,
  });
  await deleteExcessRequests(db, issuer.id, sessionId, id, at);
  return id;
}

/** Returns the path that repeats a request after signing in again: a request belongs to the session that opened it. */
export function authorizePath(row: RequestRow, origin: string): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: parseStoredClient(row.client).clientId,
    scope: row.scopes,
    resource: resourceOf(origin, parseAudience(row.audience)),
    code_challenge: row.codeChallenge ?? '',
    code_challenge_method: 'S256',
    ...(row.redirectGiven === 1 ? { redirect_uri: row.redirectUri ?? '' } : {}),
    ...(row.state === null ? {} : { state: row.state }),
    ...(row.issuer === null || row.issuer === origin ? {} : { [issuerParameter]: row.issuer }),
  });
  return `/api/v1/oauth/authorize?${query}`;
}
