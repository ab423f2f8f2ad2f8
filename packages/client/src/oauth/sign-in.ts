import {
  AuthorizationResponseError,
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomState,
  processAuthorizationCodeResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import { SpedyClientError } from '../errors.ts';
import { type OAuthClientOptions, serverOf, tokensOf } from './server.ts';
import type { StoredTokens } from './tokens.ts';

/** A sign-in that has begun. Keep it until the member comes back, for this member only: `verifier` is a secret. */
export type SignIn = {
  /** Where to send the member's browser. */
  readonly url: string;
  readonly state: string;
  readonly verifier: string;
  readonly redirectUri: string;
};

type SignInOptions = OAuthClientOptions & {
  /** One that the client has registered. */
  readonly redirectUri: string;
  /** Default: all that OAuth tokens can have. */
  readonly scopes?: readonly string[];
};

/** Begins to sign a member in: authorization code with PKCE (RFC 6749 4.1, RFC 7636). */
export async function startSignIn({ redirectUri, scopes, ...client }: SignInOptions): Promise<SignIn> {
  const { server } = serverOf(client);
  const [state, verifier] = [generateRandomState(), generateRandomCodeVerifier()];
  const url = new URL(server.authorization_endpoint ?? '');
  const parameters = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(scopes ? { scope: scopes.join(' ') } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, state, verifier, redirectUri };
}

/**
 * Ends a sign-in: checks where the member's browser came back to, and gets the tokens. Store them before their first use.
 * @param returned the address with `code` and `state`
 * @throws SpedyClientError sign_in_required if the member denied, or the response is not for this sign-in; SpedyApiError
 */
export async function completeSignIn(
  options: OAuthClientOptions,
  { state, verifier, redirectUri }: SignIn,
  returned: string | URL,
): Promise<StoredTokens> {
  const { server, client, clientAuth, options: requestOptions } = serverOf(options);
  const parameters = checked(() => validateAuthResponse(server, client, new URL(returned), state));
  const now = Date.now();
  const response = await authorizationCodeGrantRequest(
    server,
    client,
    clientAuth,
    parameters,
    redirectUri,
    verifier,
    requestOptions,
  );
  const tokens = await processAuthorizationCodeResponse(server, client, response);
  return tokensOf(tokens, { refreshToken: null, scope: '' }, now);
}

function checked<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (cause) {
    const denied = cause instanceof AuthorizationResponseError && cause.error === 'access_denied';
    throw new SpedyClientError(
      'sign_in_required',
      denied
        ? 'The member did not allow the access.'
        : 'The address is not the end of this sign-in. Start again.',
      // Its cause has the address, with the code.
      denied ? { cause: cause.error } : {},
    );
  }
}
