import * as client from 'openid-client';
import type { Provider } from '../settings/provider.ts';
import { type Claims, hasClaim, joinClaims } from './claims.ts';
import { problemIn, SignInProblem } from './problem.ts';
import type { Providers } from './providers.ts';

/** Time limit of all requests to the provider for one sign-in, in milliseconds. */
export const exchangeTimeout = 12_000;

/** What a response of the provider must match. */
export type Expected = {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
};

/** Who signed in at the provider. */
export type ProviderIdentity = { readonly subject: string; readonly claims: Claims };

/**
 * Exchanges the code of a response for an ID token and verifies it: signature, issuer, audience, nonce, time, and the
 * response's `state` and `iss` (OpenID Connect Core 3.1.3.7, RFC 9207). Asks the UserInfo endpoint for missing claims.
 * @param response the redirect URI with the parameters of the response
 * @throws SignInProblem
 */
export async function exchangeCode(
  providers: Providers,
  provider: Provider,
  response: URL,
  { state, nonce, codeVerifier }: Expected,
): Promise<ProviderIdentity> {
  const deadline = AbortSignal.timeout(exchangeTimeout);
  const configuration = await providers.client(provider, deadline);
  try {
    const tokens = await client.authorizationCodeGrant(configuration, response, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error('the response has no ID token');
    const isComplete = claims.email !== undefined && hasRoleClaim(claims, provider);
    if (isComplete || configuration.serverMetadata().userinfo_endpoint === undefined)
      return { subject: claims.sub, claims };
    const info = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return { subject: claims.sub, claims: joinClaims(claims, info) };
  } catch (error) {
    throw problemOf(error, providers, provider);
  }
}

function hasRoleClaim(claims: Claims, { roleClaim }: Provider): boolean {
  return roleClaim === null || hasClaim(claims, roleClaim);
}

function problemOf(error: unknown, providers: Providers, provider: Provider): SignInProblem {
  const own = problemIn(error);
  if (own) return own;
  // Metadata may have changed.
  providers.forget(provider);
  if (error instanceof client.AuthorizationResponseError) {
    return error.error === 'access_denied'
      ? new SignInProblem('canceled', `${provider.name} did not let you sign in.`, { cause: error })
      : new SignInProblem('provider_error', `${provider.name} reported an error (${shown(error.error)}).`, {
          cause: error,
        });
  }
  if (error instanceof client.ResponseBodyError)
    return new SignInProblem(
      'provider_error',
      `${provider.name} did not accept the sign-in (${shown(error.error)}). An administrator should check the client ID and the client secret.`,
      { cause: error },
    );
  const code = error instanceof client.ClientError ? (error.code ?? '') : '';
  if (unreadable.includes(code))
    return new SignInProblem('provider_error', `${provider.name} sent an unexpected response.`, {
      cause: error,
    });
  return new SignInProblem(
    'response_rejected',
    `The response of ${provider.name} did not pass the checks, so you were not signed in.`,
    { cause: error },
  );
}

/** The codes of responses that are no answer of an OpenID provider, such as a redirect or a page. */
const unreadable: readonly string[] = [
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
];

/** An error code of the provider, which may be any text. */
function shown(code: string): string {
  return code.replace(/[^\w.-]/g, ' ').slice(0, 60);
}
