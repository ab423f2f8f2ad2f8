import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { invalidField, SpedyError } from '../../contract/errors.ts';
import { parseName } from '../../contract/text.ts';
import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import type { SessionPrincipal } from '../../principals/principal.ts';
import { deleteOtherSessions, markSecondFactor } from '../../sessions/queries.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { newId } from '../../storage/ids.ts';
import { issueBackupCodes } from '../second-factor/backup-codes.ts';
import { findSecondFactor } from '../second-factor/queries.ts';
import { tellOfChange } from '../second-factor/tell-of-change.ts';
import { challengeLifetime, createChallenge, useChallenge } from './challenges.ts';
import { presentDescriptor } from './present.ts';
import { countPasskeys, insertPasskey, listPasskeys, type PasskeyRow } from './queries.ts';
import type { RelyingParty } from './relying-party.ts';
import type { PasskeyRegistration } from './schema.ts';

/** Maximum number of passkeys of a member. */
const maxPasskeys = 20;
/** Maximum length of a passkey's name, in code points. */
const nameLength = 100;
/** EdDSA, ES256 and RS256 (RFC 9053 2), which all authenticators know one of. */
const algorithms = [-8, -7, -257];

const forRegistration = ({ authentication }: SessionPrincipal) =>
  ({ purpose: 'register', sessionId: authentication.sessionId }) as const;

/**
 * Returns what a browser needs to create a passkey at this host (WebAuthn 5.4).
 * @throws SpedyError limit_reached
 */
export async function creationOptions(
  db: Database,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  { organizationId, id: rpId }: RelyingParty,
) {
  const { user, organization } = principal;
  const existing = await listPasskeys(db, { organizationId, userId: user.id });
  if (existing.length >= maxPasskeys) throw tooMany();
  return {
    rp: { id: rpId, name: `Spedy (${organization.name})` },
    // The user handle identifies the member only here, and tells nothing about them (WebAuthn 14.6.1).
    user: { id: Buffer.from(user.id).toString('base64url'), name: user.email, displayName: user.name },
    challenge: await createChallenge(db, organizationId, forRegistration(principal), from.at),
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
    timeout: challengeLifetime,
    excludeCredentials: existing.filter(({ host }) => host === rpId).map(presentDescriptor),
    authenticatorSelection: {
      residentKey: 'required' as const,
      requireResidentKey: true as const,
      userVerification: 'preferred' as const,
    },
    attestation: 'none' as const,
  };
}

/**
 * Registers a passkey, and marks this session as verified with it. A member's first second factor also ends their other
 * sessions and gives them backup codes.
 * @throws SpedyError validation_failed; passkey_invalid; already_exists; limit_reached
 */
export async function registerPasskey(
  { db, keys }: { readonly db: Database; readonly keys: KeyRing },
  from: ChangeOrigin,
  principal: SessionPrincipal,
  party: RelyingParty,
  registration: PasskeyRegistration,
): Promise<{ row: PasskeyRow; backupCodes: string[] | null }> {
  const { organizationId } = party;
  const member = { organizationId, userId: principal.user.id };
  const { sessionId } = principal.authentication;
  const name = parsePasskeyName(registration.name);
  const created = await verifyAttestation(db, from, principal, party, registration);
  return inTransaction(db, async (trx) => {
    const factor = await findSecondFactor(trx, member);
    const others = await countPasskeys(trx, member);
    if (others >= maxPasskeys) throw tooMany();
    const passkey = { ...member, ...created, id: newId('psk'), host: party.id, name, at: from.at };
    const row = await insertPasskey(trx, passkey);
    if (!row) throw new SpedyError('already_exists', { message: 'This passkey is already registered here.' });
    const isFirst = others === 0 && factor?.confirmedAt == null;
    const backupCodes = isFirst ? await issueBackupCodes(trx, keys, member) : null;
    const mark = { method: 'passkey', passkeyId: row.id, at: from.at } as const;
    if (!(await markSecondFactor(trx, organizationId, sessionId, mark)))
      throw new SpedyError('authentication_required');
    const sessionsEnded = isFirst
      ? await deleteOtherSessions(trx, organizationId, member.userId, sessionId)
      : 0;
    await tellOfChange(trx, from, member, 'passkey_added');
    await appendAudit(trx, organizationId, from, {
      action: 'passkey.registered',
      target: { kind: 'passkey', id: row.id },
      details: { name, userId: member.userId, sessionsEnded },
    });
    return { row, backupCodes };
  });
}

/** @throws SpedyError validation_failed */
export function parsePasskeyName(name: string): string {
  return parseName('name', name, nameLength);
}

/** Verifies a new passkey (WebAuthn 7.1). @throws SpedyError passkey_invalid; validation_failed */
async function verifyAttestation(
  db: Database,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  party: RelyingParty,
  { response: { id, rawId, type, response } }: PasskeyRegistration,
) {
  const { clientDataJSON, attestationObject, transports = [] } = response;
  const use = forRegistration(principal);
  const challenge = await useChallenge(db, party.organizationId, use, clientDataJSON, from.at);
  if (challenge === null)
    throw new SpedyError('passkey_invalid', {
      message: 'The request for this passkey has expired or was already answered. Try again.',
    });
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: {
      id,
      rawId,
      type,
      response: { clientDataJSON, attestationObject },
      clientExtensionResults: {},
    },
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: false,
    supportedAlgorithmIDs: algorithms,
  }).catch(() => ({ verified: false, registrationInfo: undefined }));
  if (!verified || !registrationInfo)
    throw invalidField('response', 'is not a new passkey for this address: start again');
  const { credential, credentialBackedUp } = registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: credential.publicKey,
    transports: [...new Set(transports)].join(' '),
    synced: credentialBackedUp,
    signCount: credential.counter,
  };
}

function tooMany(): SpedyError {
  return new SpedyError('limit_reached', {
    message: `You have ${maxPasskeys} passkeys. Remove one of them first.`,
  });
}
