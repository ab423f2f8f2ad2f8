import { type OAuthScope, oauthScopes } from '../../access/scopes.ts';
import { OAuthError } from '../../contract/oauth-error.ts';

/**
 * OpenID Connect scopes that many clients request by default. They are ignored, as at registration: there are no ID
 * tokens, and the client's grant types decide whether it gets a refresh token.
 */
const ignored: readonly string[] = ['openid', 'email', 'offline_access'];

/**
 * Returns the requested scopes (RFC 6749 3.3) in canonical order; without a scope parameter, all OAuth scopes.
 * @throws OAuthError invalid_scope for a scope that OAuth tokens cannot have
 */
export function parseRequestedScopes(text: string | null): readonly OAuthScope[] {
  const names = namesIn(text);
  if (names.length === 0) return oauthScopes;
  const unknown = names.find((name) => !oauthScopes.some((scope) => scope === name));
  if (unknown !== undefined)
    throw new OAuthError('invalid_scope', `the scope ${unknown} is not one of ${oauthScopes.join(', ')}`);
  return oauthScopes.filter((scope) => names.includes(scope));
}

/**
 * Returns the scopes of a refreshed access token: the requested ones, by default those of the refresh token (RFC 6749 6).
 * @throws OAuthError invalid_scope for a scope that the refresh token does not have
 */
export function narrowScope(held: readonly OAuthScope[], text: string | null): readonly OAuthScope[] {
  if (namesIn(text).length === 0) return held;
  const requested = parseRequestedScopes(text);
  const beyond = requested.filter((scope) => !held.includes(scope));
  if (beyond.length > 0) throw new OAuthError('invalid_scope', `${beyond.join(' ')} was not granted`);
  return requested;
}

/** Returns the names in a scope parameter, without the ignored ones. */
function namesIn(text: string | null): readonly string[] {
  return (text ?? '').split(' ').filter((name) => name !== '' && !ignored.includes(name));
}

/** Returns whether `held` includes every scope in `requested`. */
export function coversScopes(held: readonly OAuthScope[], requested: readonly OAuthScope[]): boolean {
  return requested.every((scope) => held.includes(scope));
}
