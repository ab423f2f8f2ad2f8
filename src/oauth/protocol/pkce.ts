import { hash } from 'node:crypto';
import { OAuthError } from '../../contract/oauth-error.ts';
import { sameHash } from '../../credentials/hash.ts';

/** A SHA-256 in base64url. */
const challengeForm = /^[A-Za-z0-9_-]{43}$/;
/** RFC 7636 4.1 */
const verifierForm = /^[A-Za-z0-9._~-]{43,128}$/;

/**
 * Validates the code challenge (RFC 7636 4.3), which is always required, with method S256 only.
 * @throws OAuthError invalid_request
 */
export function parseChallenge(challenge: string | null, method: string | null): string {
  if (challenge === null)
    throw new OAuthError('invalid_request', 'code_challenge is required: this server requires PKCE');
  if (method !== 'S256') throw new OAuthError('invalid_request', 'code_challenge_method must be S256');
  if (!challengeForm.test(challenge))
    throw new OAuthError('invalid_request', 'code_challenge must be a SHA-256 in base64url, 43 characters');
  return challenge;
}

/** Returns whether a verifier matches the challenge (RFC 7636 4.6). */
export function verifierFits(challenge: string, verifier: string): boolean {
  if (!verifierForm.test(verifier)) return false;
  return sameHash(hash('sha256', verifier, 'buffer'), Buffer.from(challenge, 'base64url'));
}
