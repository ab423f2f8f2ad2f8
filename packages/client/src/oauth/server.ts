import {
  type AuthorizationServer,
  allowInsecureRequests,
  type Client,
  type ClientAuth,
  ClientSecretPost,
  customFetch,
  None,
  type TokenEndpointResponse,
} from 'oauth4webapi';
import { parseBaseUrl } from '../base-url.ts';
import { SpedyClientError } from '../errors.ts';
import { send } from '../transport.ts';
import type { StoredTokens } from './tokens.ts';

/** A client of an organization's authorization server. */
export type OAuthClientOptions = {
  /** The organization's address, such as `https://acme-corp.spedy.example`. */
  readonly issuer: string;
  readonly clientId: string;
  /** Of a confidential client. */
  readonly clientSecret?: string;
  /** Allows http to other hosts than this computer. */
  readonly allowHttp?: boolean;
  readonly fetch?: typeof globalThis.fetch;
};

export type OAuthServer = {
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly clientAuth: ClientAuth;
  readonly options: {
    readonly [customFetch]: (url: string, init: RequestInit) => Promise<Response>;
    readonly [allowInsecureRequests]: boolean;
  };
};

/**
 * Describes the authorization server. Requests to it are repeated once: within 30 seconds, it answers a repeated refresh with
 * the same tokens, so both tries together must end before.
 * @throws TypeError for an address that does not fit
 */
export function serverOf({
  issuer,
  clientId,
  clientSecret,
  allowHttp,
  fetch,
}: OAuthClientOptions): OAuthServer {
  const origin = parseBaseUrl(issuer, allowHttp ?? false);
  const transport = {
    fetch: fetch ?? ((...request: Parameters<typeof globalThis.fetch>) => globalThis.fetch(...request)),
    provider: null,
    timeout: 10_000,
    retries: 1,
    maxPause: 5_000,
    mayRepeat: () => true,
  };
  return {
    server: {
      issuer: origin,
      authorization_endpoint: `${origin}/api/v1/oauth/authorize`,
      token_endpoint: `${origin}/api/v1/oauth/token`,
      authorization_response_iss_parameter_supported: true,
    },
    client: { client_id: clientId },
    clientAuth: clientSecret === undefined ? None() : ClientSecretPost(clientSecret),
    options: {
      [customFetch]: (url, init) => send(transport, new Request(url, init)),
      [allowInsecureRequests]: origin.startsWith('http:'),
    },
  };
}

/** Converts a response of the token endpoint. */
export function tokensOf(
  response: TokenEndpointResponse,
  previous: Pick<StoredTokens, 'refreshToken' | 'scope'>,
  now: number,
): StoredTokens {
  if (response.expires_in === undefined)
    throw new SpedyClientError('unexpected_response', 'The tokens have no expiry.');
  return {
    accessToken: response.access_token,
    refreshToken: response.refresh_token ?? previous.refreshToken,
    expiresAt: now + response.expires_in * 1_000,
    scope: response.scope ?? previous.scope,
  };
}
