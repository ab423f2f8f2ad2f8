import type { Database } from '../../storage/database.ts';

/** What a challenge is for. One for a session can be answered in that session only. */
export type ChallengeUse =
  | { readonly purpose: 'sign_in'; readonly sessionId: null }
  | { readonly purpose: 'register' | 'confirm'; readonly sessionId: string };

export function insertChallenge(
  db: Database,
  organizationId: string,
  { purpose, sessionId }: ChallengeUse,
  { hash, expiresAt }: { readonly hash: Uint8Array; readonly expiresAt: number },
) {
  return db
    .insertInto('passkey_challenges')
    .values({ hash, organization_id: organizationId, purpose, session_id: sessionId, expires_at: expiresAt })
    .execute();
}

/** Deletes a challenge that can be answered; undefined if there is none. */
export function deleteChallenge(
  db: Database,
  organizationId: string,
  { purpose, sessionId }: ChallengeUse,
  hash: Uint8Array,
  now: number,
) {
  return db
    .deleteFrom('passkey_challenges')
    .where('hash', '=', hash)
    .where('organization_id', '=', organizationId)
    .where('purpose', '=', purpose)
    .where('session_id', sessionId === null ? 'is' : '=', sessionId)
    .where('expires_at', '>', now)
    .returning('hash')
    .executeTakeFirst();
}
