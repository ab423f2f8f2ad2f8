import { type OAuthScope, oauthScopes } from '../access/scopes.ts';
import { OAuthError } from '../http/oauth-error.ts';

/** Asked for by clients out of habit, and granted by nature: a grant has a refresh token. It is no scope here. */
const ignored: readonly string[] = ['offline_access'];

/**
 * The scopes that a client asks for (RFC 6749 3.3), in canonical order; all of them where it names none.
 * @throws OAuthError invalid_scope for a scope that OAuth tokens never have
 */
export function parseAskedScopes(text: string | null): readonly OAuthScope[] {
  const names = (text ?? '').split(' ').filter((name) => name !== '' && !ignored.includes(name));
  if (names.length === 0) return oauthScopes;
  const unknown = names.find((name) => !oauthScopes.some((scope) => scope === name));
  if (unknown !== undefined)
    throw new OAuthError('invalid_scope', `${unknown} is not one of ${oauthScopes.join(', ')}`);
  return oauthScopes.filter((scope) => names.includes(scope));
}

/**
 * The scopes of a refreshed access token: those of the refresh token, or fewer where fewer are asked (RFC 6749 6).
 * @throws OAuthError invalid_scope for more than the refresh token has
 */
export function narrowScope(held: readonly OAuthScope[], text: string | null): readonly OAuthScope[] {
  if (text === null) return held;
  const asked = parseAskedScopes(text);
  const beyond = asked.filter((scope) => !held.includes(scope));
  if (beyond.length > 0) throw new OAuthError('invalid_scope', `${beyond.join(' ')} was not granted`);
  return asked;
}

/** Whether each of `asked` is among `held`. */
export function coversScopes(held: readonly OAuthScope[], asked: readonly OAuthScope[]): boolean {
  return asked.every((scope) => held.includes(scope));
}

/** The scopes of either. */
export function joinScopes(a: readonly OAuthScope[], b: readonly OAuthScope[]): readonly OAuthScope[] {
  return oauthScopes.filter((scope) => a.includes(scope) || b.includes(scope));
}
