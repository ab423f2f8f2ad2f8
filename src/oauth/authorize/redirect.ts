import { describable, type OAuthError } from '../../contract/oauth-error.ts';
import type { Redirect } from './authorization-request.ts';

/** Returns the redirect URI with the response in its query (RFC 6749 4.1.2), always including `iss` (RFC 9207). */
function redirectWith(
  { uri, state }: Pick<Redirect, 'uri' | 'state'>,
  issuer: string,
  response: Record<string, string>,
) {
  const query = new URLSearchParams({ ...response, ...(state === null ? {} : { state }), iss: issuer });
  return `${uri}${uri.includes('?') ? '&' : '?'}${query}`;
}

export function redirectWithCode(to: Pick<Redirect, 'uri' | 'state'>, issuer: string, code: string): string {
  return redirectWith(to, issuer, { code });
}

export function redirectWithError(
  to: Pick<Redirect, 'uri' | 'state'>,
  issuer: string,
  error: OAuthError,
): string {
  return redirectWith(to, issuer, { error: error.code, error_description: describable(error.message) });
}
