import { type OAuthScope, oauthScopes } from '../access/scopes.ts';
import { OAuthError } from '../http/oauth-error.ts';

/**
 * Scopes of OpenID Connect that clients ask for by default. They mean nothing here and are left out, as at registration:
 * there is no ID token, and whether there is a refresh token depends on the client's grant types.
 */
const ignored: readonly string[] = ['openid', 'email', 'offline_access'];

/**
 * The scopes that a client asks for (RFC 6749 3.3), in canonical order; all of them where it names none.
 * @throws OAuthError invalid_scope for a scope that OAuth tokens never have
 */
export function parseAskedScopes(text: string | null): readonly OAuthScope[] {
  const names = namesIn(text);
  if (names.length === 0) return oauthScopes;
  const unknown = names.find((name) => !oauthScopes.some((scope) => scope === name));
  if (unknown !== undefined)
    throw new OAuthError('invalid_scope', `the scope ${unknown} is not one of ${oauthScopes.join(', ')}`);
  return oauthScopes.filter((scope) => names.includes(scope));
}

/**
 * The scopes of a refreshed access token: those of the refresh token, or fewer where fewer are asked (RFC 6749 6).
 * @throws OAuthError invalid_scope for more than the refresh token has
 */
export function narrowScope(held: readonly OAuthScope[], text: string | null): readonly OAuthScope[] {
  if (namesIn(text).length === 0) return held;
  const asked = parseAskedScopes(text);
  const beyond = asked.filter((scope) => !held.includes(scope));
  if (beyond.length > 0) throw new OAuthError('invalid_scope', `${beyond.join(' ')} was not granted`);
  return asked;
}

/** The names in a scope parameter, without those that are ignored. */
function namesIn(text: string | null): readonly string[] {
  return (text ?? '').split(' ').filter((name) => name !== '' && !ignored.includes(name));
}

/** Whether each of `asked` is among `held`. */
export function coversScopes(held: readonly OAuthScope[], asked: readonly OAuthScope[]): boolean {
  return asked.every((scope) => held.includes(scope));
}
