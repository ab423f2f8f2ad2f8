import { createHash, randomBytes } from 'node:crypto';
import type { Examination } from '../examination.ts';

/**
 * Returns the path and query of an authorization request (RFC 6749 4.1.1, RFC 7636 4.3, RFC 8707 2), as every
 * client sends it.
 * @param path of the authorization endpoint
 */
export function authorizationRequest(
  examination: Examination,
  path: string,
  clientId: string,
  redirectUri: string,
): string {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    resource: examination.target.href,
  });
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}
