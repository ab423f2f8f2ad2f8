import type { Audience } from '../../access/audience.ts';
import { oauthScopes } from '../../access/scopes.ts';
import type { ErrorCode, SpedyError } from '../../contract/errors.ts';

const descriptions: Partial<Record<ErrorCode, string>> = {
  token_invalid: 'The token is not valid here',
  token_revoked: 'The token has been revoked',
  token_expired: 'The token has expired',
};

/** The URL of a protected resource's metadata (RFC 9728 3.1). */
function resourceMetadataUrl(origin: string, audience: Audience): string {
  return `${origin}/.well-known/oauth-protected-resource${audience === 'mcp' ? '/mcp' : ''}`;
}

/**
 * The WWW-Authenticate challenge of an error (RFC 6750 3, RFC 9728 5.1); null if the error is not about
 * credentials. A request without a credential gets no error code; one that lacks a scope gets the scope's
 * name. At /mcp the challenge also names the scopes that cover every tool.
 * @param origin of the organization; null if the host belongs to none, and so has no resource metadata
 */
export function challengeFor(error: SpedyError, origin: string | null, audience: Audience): string | null {
  const metadata = origin === null ? [] : [`resource_metadata="${resourceMetadataUrl(origin, audience)}"`];
  if (error.code === 'insufficient_scope') {
    const reason = ['error="insufficient_scope"', `scope="${error.scopes.join(' ')}"`];
    return `Bearer ${[...reason, ...metadata].join(', ')}`;
  }
  if (error.status !== 401) return null;
  const description = descriptions[error.code];
  const reason = description ? ['error="invalid_token"', `error_description="${description}"`] : [];
  const scope = audience === 'mcp' ? [`scope="${oauthScopes.join(' ')}"`] : [];
  return `Bearer ${['realm="spedy"', ...reason, ...metadata, ...scope].join(', ')}`;
}
