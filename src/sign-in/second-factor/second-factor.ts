import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { invalidField, SpedyError } from '../../contract/errors.ts';
import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import {
  newBackupCodes,
  newTotpSecret,
  normalizeBackupCode,
  totpSecretText,
  totpStep,
  totpUri,
} from '../../credentials/totp.ts';
import { credentialId, type Principal } from '../../principals/principal.ts';
import { deleteOtherSessions, markSecondFactor, unmarkSecondFactors } from '../../sessions/queries.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { type ProofDoor, requireCode, requirePassword } from '../proof.ts';
import { backupCodeMacs, sealContext } from './check.ts';
import {
  confirmFactor,
  countBackupCodes,
  deleteFactor,
  findSecondFactor,
  type MemberKey,
  putPendingFactor,
  replaceBackupCodes,
} from './queries.ts';

const keyOf = ({ organization, user }: Principal): MemberKey => ({
  organizationId: organization.id,
  userId: user.id,
});

/** Returns the state of a member's second factor in this session. */
export async function secondFactorState(db: Database, principal: Principal) {
  const key = keyOf(principal);
  const factor = await findSecondFactor(db, key);
  return {
    enabled: factor !== undefined && factor.confirmedAt !== null,
    required: principal.organization.policy.twoFactorRequired,
    verified: hasShownFactor(principal),
    backupCodesLeft: await countBackupCodes(db, key),
  };
}

/**
 * Starts the setup with a new secret, which has no effect until the first code confirms it.
 * @throws SpedyError invalid_credentials; already_exists if there is a second factor; rate_limited
 */
export async function beginSecondFactor(
  door: ProofDoor,
  from: ChangeOrigin,
  principal: Principal,
  currentPassword: string,
) {
  const key = keyOf(principal);
  await requirePassword(door, from, principal, currentPassword);
  const secret = newTotpSecret();
  const sealed = door.keys.seal('second-factor', sealContext(key), secret);
  const put = await inTransaction(door.db, (trx) => putPendingFactor(trx, key, sealed, from.at));
  if (!put)
    throw new SpedyError('already_exists', {
      message: 'You already have a second factor. Turn it off first.',
    });
  return {
    secret: totpSecretText(secret),
    uri: totpUri(secret, `Spedy (${principal.organization.name})`, principal.user.email),
  };
}

/**
 * Confirms the setup with a first code. From now on, every sign-in requires one. Marks this session as verified and ends
 * the member's other sessions. Returns the backup codes.
 * @throws SpedyError two_factor_invalid; not_found if no setup was started; rate_limited
 */
export async function confirmSecondFactor(
  { db, keys, throttle }: ProofDoor,
  from: ChangeOrigin,
  principal: Principal,
  code: string,
): Promise<string[]> {
  const key = keyOf(principal);
  throttle.take(key.organizationId, key.userId, from.address ?? '');
  const factor = await findSecondFactor(db, key);
  if (!factor || factor.confirmedAt !== null) {
    throw new SpedyError('not_found', { message: 'Start the setup of a second factor first.' });
  }
  const { keyId, sealedSecret: bytes } = factor;
  const secret = keys.open('second-factor', sealContext(key), { keyId, bytes });
  const step = totpStep(secret, code.replace(/\s/g, ''), from.at);
  if (step === null) throw new SpedyError('two_factor_invalid');
  throttle.giveBack(key.organizationId, key.userId, from.address ?? '');
  return inTransaction(db, async (trx) => {
    if (!(await confirmFactor(trx, key, step, from.at))) throw new SpedyError('not_found');
    const codes = await issueBackupCodes(trx, keys, key);
    const { organizationId, userId } = key;
    const sessionId = credentialId(principal);
    if (!(await markSecondFactor(trx, organizationId, sessionId, { method: 'totp', at: from.at })))
      throw new SpedyError('authentication_required');
    const sessionsEnded = await deleteOtherSessions(trx, organizationId, userId, sessionId);
    await appendAudit(trx, organizationId, from, {
      action: 'member.second_factor_enabled',
      target: { kind: 'user', id: userId },
      details: { sessionsEnded },
    });
    return codes;
  });
}

/**
 * Verifies the second factor in a session that was opened without it.
 * @throws SpedyError not_found without a second factor; two_factor_invalid; rate_limited
 */
export async function verifySecondFactor(
  door: ProofDoor,
  from: ChangeOrigin,
  principal: Principal,
  code: string,
): Promise<void> {
  const method = await requireCode(door, from, principal, code);
  const { organization } = principal;
  const id = credentialId(principal);
  await inTransaction(door.db, async (trx) => {
    if (!(await markSecondFactor(trx, organization.id, id, { method, at: from.at })))
      throw new SpedyError('authentication_required');
    await appendAudit(trx, organization.id, from, {
      action: 'session.verified',
      target: { kind: 'session', id },
      details: { secondFactor: method },
    });
  });
}

/** A code, or the password in a session with a verified second factor. */
export type RenewalProof = { readonly currentPassword?: string; readonly code?: string };

/**
 * Replaces the backup codes with ten new ones.
 * @throws SpedyError validation_failed without a proof; not_found without a second factor; invalid_credentials;
 * two_factor_required; two_factor_invalid; rate_limited
 */
export async function renewBackupCodes(
  door: ProofDoor,
  from: ChangeOrigin,
  principal: Principal,
  { currentPassword, code }: RenewalProof,
): Promise<string[]> {
  const key = keyOf(principal);
  if (currentPassword === undefined && code === undefined)
    throw invalidField('code', 'is required, or currentPassword instead');
  if (!(await secondFactorState(door.db, principal)).enabled)
    throw new SpedyError('not_found', { message: 'You have no second factor.' });
  if (currentPassword !== undefined) await requirePassword(door, from, principal, currentPassword);
  if (code !== undefined) await requireCode(door, from, principal, code);
  else if (!hasShownFactor(principal)) throw new SpedyError('two_factor_required');
  return inTransaction(door.db, async (trx) => {
    const codes = await issueBackupCodes(trx, door.keys, key);
    await appendAudit(trx, key.organizationId, from, {
      action: 'member.backup_codes_renewed',
      target: { kind: 'user', id: key.userId },
    });
    return codes;
  });
}

/**
 * Turns off a second factor, with password and code.
 * @throws SpedyError forbidden if the organization requires one; not_found; invalid_credentials;
 * two_factor_invalid; rate_limited
 */
export async function endSecondFactor(
  door: ProofDoor,
  from: ChangeOrigin,
  principal: Principal,
  proof: { currentPassword: string; code: string },
): Promise<void> {
  if (principal.organization.policy.twoFactorRequired) {
    throw new SpedyError('forbidden', { message: 'Your organization requires a second factor.' });
  }
  const key = keyOf(principal);
  if (!(await secondFactorState(door.db, principal)).enabled) throw new SpedyError('not_found');
  await requirePassword(door, from, principal, proof.currentPassword);
  await requireCode(door, from, principal, proof.code);
  await inTransaction(door.db, async (trx) => {
    if (!(await deleteFactor(trx, key))) throw new SpedyError('not_found');
    await unmarkSecondFactors(trx, key.organizationId, key.userId);
    await appendAudit(trx, key.organizationId, from, {
      action: 'member.second_factor_disabled',
      target: { kind: 'user', id: key.userId },
    });
  });
}

function hasShownFactor({ authentication }: Principal): boolean {
  return authentication.method === 'session' && authentication.secondFactor;
}

async function issueBackupCodes(trx: Transaction, keys: KeyRing, key: MemberKey): Promise<string[]> {
  const codes = newBackupCodes();
  const macs = codes.flatMap((code) =>
    backupCodeMacs(keys, key, normalizeBackupCode(code) ?? code).slice(0, 1),
  );
  await replaceBackupCodes(trx, key, keys.current.id, macs);
  return codes;
}
