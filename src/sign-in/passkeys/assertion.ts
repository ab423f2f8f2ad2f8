import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import type { Refusals } from '../../contract/rejected-attempts.ts';
import { deleteSessionsOfPasskey } from '../../sessions/queries.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import type { ChallengeUse } from './challenge-queries.ts';
import { useChallenge } from './challenges.ts';
import { blockPasskey, findPasskeyByCredential, recordPasskeyUse } from './queries.ts';
import type { RelyingParty } from './relying-party.ts';
import type { PasskeyAssertion } from './schema.ts';

export type PasskeyServices = { readonly db: Database; readonly refusals: Refusals };

/** A passkey's answer to a challenge, at the host that the answer came to. */
export type PasskeyProof = { readonly response: PasskeyAssertion; readonly party: RelyingParty };

/** What an answer must prove. */
type Expected = {
  readonly use: ChallengeUse;
  /** The member whose passkey it must be; null for any member's. */
  readonly userId: string | null;
  /** Whether the authenticator must have verified its user, by PIN or fingerprint. The passkey is then two factors. */
  readonly userVerification: boolean;
};

/** The passkey that answered. */
export type UsedPasskey = { readonly passkeyId: string; readonly userId: string };

type Found = NonNullable<Awaited<ReturnType<typeof findPasskeyByCredential>>>;

const messages = {
  challenge: 'The request for this passkey has expired or was already answered. Try again.',
  unknown: 'This passkey is not registered here. It may have been removed: use another one.',
  blocked:
    'This passkey is blocked, because a copy of it may be in use. Sign in in another way, remove it and register a new one.',
  unverified:
    'This passkey did not verify you with a PIN, fingerprint or face. Sign in with your password first, and use it as the second factor.',
  signature: 'The passkey was not accepted. Try again, or sign in in another way.',
} as const;
type Reason = keyof typeof messages;

/**
 * Requires a passkey's answer to a challenge (WebAuthn 7.2) and uses up the challenge. A signature counter that does not
 * grow blocks the passkey, because a copy of its key exists. Failed answers are recorded in the audit log.
 * @throws SpedyError passkey_invalid
 */
export async function requirePasskey(
  services: PasskeyServices,
  from: ChangeOrigin,
  { response, party }: PasskeyProof,
  expected: Expected,
): Promise<UsedPasskey> {
  const { db, refusals } = services;
  const { organizationId } = party;
  const found = await findPasskeyByCredential(db, organizationId, response.id);
  const reason = await check(db, from, party, response, expected, found);
  if (found && reason === null) return { passkeyId: found.id, userId: found.userId };
  const details = { email: found?.email ?? null, reason: `passkey_${reason}` };
  refusals.record(organizationId, from, {
    action: expected.userId === null ? 'refusal.sign_in' : 'refusal.second_factor',
    account: found?.userId ?? expected.userId,
    details,
  });
  throw new SpedyError('passkey_invalid', { message: messages[reason ?? 'unknown'] });
}

/** Returns why an answer is rejected; null if it is accepted. */
async function check(
  db: Database,
  from: ChangeOrigin,
  party: RelyingParty,
  response: PasskeyAssertion,
  { use, userId, userVerification }: Expected,
  found: Found | undefined,
): Promise<Reason | null> {
  // Also for an unknown passkey: a challenge is answered once.
  const challenge = await useChallenge(
    db,
    party.organizationId,
    use,
    response.response.clientDataJSON,
    from.at,
  );
  if (challenge === null) return 'challenge';
  if (!found || found.host !== party.id || (userId !== null && found.userId !== userId)) return 'unknown';
  const verified = await verifyAssertion(party, response, found, challenge);
  if (!verified) return 'signature';
  if (found.blockedAt !== null) return 'blocked';
  if (userVerification && !verified.userVerified) return 'unverified';
  const use_ = { signCount: verified.newCounter, synced: verified.credentialBackedUp, at: from.at };
  if (await recordPasskeyUse(db, party.organizationId, found.id, use_)) return null;
  await block(db, party.organizationId, from, found);
  return 'blocked';
}

/** Verifies origin, RP ID, presence and signature; undefined if one of them is wrong. */
async function verifyAssertion(
  party: RelyingParty,
  { id, rawId, type, response }: PasskeyAssertion,
  { publicKey, userId }: Found,
  challenge: string,
) {
  const { userHandle, ...signed } = response;
  if (userHandle != null && Buffer.from(userHandle, 'base64url').toString() !== userId) return undefined;
  // Loaded at first use: a server without passkeys does without its 26 MB.
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  const result = await verifyAuthenticationResponse({
    response: { id, rawId, type, response: signed, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    // The library compares counters before it checks the signature; recordPasskeyUse compares them after.
    credential: { id, publicKey: new Uint8Array(publicKey), counter: 0 },
    requireUserVerification: false,
  }).catch(() => undefined);
  return result?.verified ? result.authenticationInfo : undefined;
}

function block(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  { id, userId, name }: Found,
): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!(await blockPasskey(trx, organizationId, id, from.at))) return;
    // Whoever has the copy may have opened one of them.
    const sessionsEnded = await deleteSessionsOfPasskey(trx, organizationId, userId, id, null);
    await appendAudit(trx, organizationId, from, {
      action: 'passkey.blocked',
      target: { kind: 'passkey', id },
      details: {
        name,
        userId,
        reason: 'its signature counter did not grow, so a copy of it exists',
        sessionsEnded,
      },
    });
  });
}
