import { randomBytes } from 'node:crypto';
import { hashSecret } from '../../credentials/hash.ts';
import type { Database } from '../../storage/database.ts';
import { type ChallengeUse, deleteChallenge, insertChallenge } from './challenge-queries.ts';

/** How long a challenge can be answered, in milliseconds. */
export const challengeLifetime = 300_000;

export const forSignIn: ChallengeUse = { purpose: 'sign_in', sessionId: null };

/**
 * Creates a challenge that a passkey signs, and stores its hash, so that any process can accept the answer.
 * @param at milliseconds since the epoch
 */
export async function createChallenge(
  db: Database,
  organizationId: string,
  use: ChallengeUse,
  at: number,
): Promise<string> {
  const challenge = randomBytes(32).toString('base64url');
  await insertChallenge(db, organizationId, use, {
    hash: hashSecret(challenge),
    expiresAt: at + challengeLifetime,
  });
  return challenge;
}

/**
 * Uses up the challenge that client data answers. Of two concurrent answers, one gets it.
 * @returns the challenge; null if it is unknown, used, expired or for something else
 */
export async function useChallenge(
  db: Database,
  organizationId: string,
  use: ChallengeUse,
  clientDataJSON: string,
  at: number,
): Promise<string | null> {
  const challenge = challengeIn(clientDataJSON);
  if (challenge === null) return null;
  return (await deleteChallenge(db, organizationId, use, hashSecret(challenge), at)) ? challenge : null;
}

/** Returns the challenge in client data (WebAuthn 5.8.1), in base64url; null if there is none. */
function challengeIn(clientDataJSON: string): string | null {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString());
    const challenge: unknown = Object(data).challenge;
    return typeof challenge === 'string' ? challenge : null;
  } catch {
    return null;
  }
}
