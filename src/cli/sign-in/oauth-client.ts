import * as openid from 'openid-client';
import { hostOf } from '../connection/origin.ts';
import type { Send } from '../connection/send.ts';
import { CommandFailure } from '../failure.ts';
import type { OAuthSignIn } from '../stored/sign-ins.ts';

/** Where a browser is sent back to (RFC 8252 7.3): the server accepts any port of this address. */
export const callbackPath = '/callback';
export const loopbackAddress = '127.0.0.1';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const maxNameLength = 100;

/**
 * Discovers an organization's authorization server (RFC 8414), as a client that is known there.
 * @throws CommandFailure if the host is no organization's
 */
async function discoverServer(send: Send, origin: URL, clientId: string): Promise<openid.Configuration> {
  try {
    return await openid.discovery(origin, clientId, undefined, openid.None(), discoveryOptions(send));
  } catch (error) {
    throw failureOf(error) ?? notSpedy(origin);
  }
}

/**
 * Registers this computer's command line as a public client (RFC 7591) and returns it. The server stores nothing for it.
 * @throws CommandFailure if the host is no organization's, or the organization's policy does not allow it
 */
export async function registerClient(
  send: Send,
  origin: URL,
  computer: string,
): Promise<openid.Configuration> {
  const metadata = {
    client_name: nameOf(computer),
    redirect_uris: [`http://${loopbackAddress}${callbackPath}`],
    grant_types: ['authorization_code', 'refresh_token', deviceGrant],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  };
  const server = await discoverServer(send, origin, 'unregistered');
  const { registration_endpoint } = server.serverMetadata();
  if (registration_endpoint === undefined) throw mayNotRegister(origin);
  const answer = await send(new URL(registration_endpoint), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(metadata),
  });
  const body: unknown = await answer.json().catch(() => null);
  const field = (name: string) =>
    typeof body === 'object' && body !== null
      ? (Object.entries(body).find(([key]) => key === name)?.[1] as unknown)
      : null;
  const clientId = field('client_id');
  if (answer.status === 201 && typeof clientId === 'string')
    return configure(send, server.serverMetadata(), clientId);
  if (answer.status === 401 || answer.status === 403) throw mayNotRegister(origin);
  throw new CommandFailure(
    `${hostOf(origin)} did not register the command line (${answer.status}): ${field('message') ?? field('error_description') ?? 'try again later'}`,
  );
}

/** Refreshes tokens (RFC 6749 6). Returns null if the sign-in has ended. @throws CommandFailure */
export async function refreshTokens(
  send: Send,
  origin: URL,
  { clientId, refreshToken, scopes }: OAuthSignIn,
): Promise<OAuthSignIn | null> {
  const server = await discoverServer(send, origin, clientId);
  try {
    const tokens = await openid.refreshTokenGrant(server, refreshToken);
    return signInOf(clientId, { refresh_token: refreshToken, scope: scopes.join(' '), ...tokens });
  } catch (error) {
    if (error instanceof openid.ResponseBodyError && /^invalid_(grant|client)$/.test(error.error))
      return null;
    throw describeOAuthError(error, origin);
  }
}

/** Ends a sign-in at the server (RFC 7009). @throws CommandFailure */
export async function revokeSignIn(send: Send, origin: URL, signIn: OAuthSignIn): Promise<void> {
  const server = await discoverServer(send, origin, signIn.clientId);
  try {
    await openid.tokenRevocation(server, signIn.refreshToken);
  } catch (error) {
    throw describeOAuthError(error, origin);
  }
}

type Tokens = Pick<openid.TokenEndpointResponse, 'access_token' | 'refresh_token' | 'expires_in' | 'scope'>;

/** @throws CommandFailure if there is no refresh token */
export function signInOf(clientId: string, tokens: Tokens): OAuthSignIn {
  const { access_token, refresh_token, expires_in = 0, scope = '' } = tokens;
  if (refresh_token === undefined) throw new CommandFailure('the server gave no refresh token: try again');
  return {
    clientId,
    accessToken: access_token,
    refreshToken: refresh_token,
    // Refreshed early, so that a token does not expire on its way.
    expiresAt: Date.now() + Math.max(0, expires_in - earlier) * 1000,
    scopes: scope.split(' ').filter(Boolean),
  };
}

/** Seconds. */
const earlier = 30;

/** Describes an error of the OAuth endpoints in one line. */
export function describeOAuthError(error: unknown, origin: URL): Error {
  const failure = failureOf(error);
  if (failure) return failure;
  const host = hostOf(origin);
  if (error instanceof openid.AuthorizationResponseError || error instanceof openid.ResponseBodyError) {
    if (error.error === 'access_denied')
      return new CommandFailure('the sign-in was denied in the browser; nothing was stored');
    if (error.error === 'expired_token')
      return new CommandFailure('the code has expired: run spedy login again');
    return new CommandFailure(`${host} refused the sign-in: ${error.error_description ?? error.error}`);
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new CommandFailure(`${host} did not answer as an authorization server does: ${detail}`);
}

/** The failure of a request below the errors of the library. */
function failureOf(error: unknown): Error | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof CommandFailure) return cause;
  return null;
}

function mayNotRegister(origin: URL): CommandFailure {
  return new CommandFailure(
    `${hostOf(origin)} does not let apps register, and the command line is one: create a personal access token in the dashboard and sign in with spedy login --with-token`,
  );
}

function notSpedy(origin: URL): CommandFailure {
  return new CommandFailure(
    `${hostOf(origin)} is not the address of an organization: check --host; it is in the dashboard's address bar, such as acme-corp.example`,
  );
}

function discoveryOptions(send: Send): openid.DiscoveryRequestOptions {
  return {
    algorithm: 'oauth2',
    // Plain http is limited to this machine by parseHost.
    execute: [openid.allowInsecureRequests],
    [openid.customFetch]: fetchBy(send),
  };
}

function configure(send: Send, metadata: openid.ServerMetadata, clientId: string): openid.Configuration {
  const server = new openid.Configuration(metadata, clientId, undefined, openid.None());
  openid.allowInsecureRequests(server);
  server[openid.customFetch] = fetchBy(send);
  return server;
}

function fetchBy(send: Send): openid.CustomFetch {
  return (url, { method, headers, body }) =>
    send(new URL(url), {
      method,
      headers,
      ...(body === undefined || body === null ? {} : { body: String(body) }),
    });
}

function nameOf(computer: string): string {
  const shown = computer.replaceAll(/[^\p{L}\p{N}._ -]+/gu, '').trim();
  return [...(shown === '' ? 'Spedy CLI' : `Spedy CLI on ${shown}`)].slice(0, maxNameLength).join('');
}
