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
import type { SessionPrincipal } from '../../principals/principal.ts';
import { deleteOtherSessions, markSecondFactor, unmarkSecondFactors } from '../../sessions/queries.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { type ProofServices, requireCode, requirePassword } from '../proof.ts';
import { backupCodeMacs, sealContext } from './check.ts';
import {
  confirmFactor,
  countBackupCodes,
  deleteFactor,
  findSecondFactor,
  type MemberKey,
  replaceBackupCodes,
  savePendingFactor,
} from './queries.ts';
import type { PasswordAndCodeProof, PasswordOrCodeProof } from './schema.ts';

const keyOf = ({ organization, user }: SessionPrincipal): MemberKey => ({
  organizationId: organization.id,
  userId: user.id,
});

/** Returns the state of a member's second factor in this session. */
export async function secondFactorState(db: Database, principal: SessionPrincipal) {
  const key = keyOf(principal);
  const factor = await findSecondFactor(db, key);
  return {
    enabled: factor !== undefined && factor.confirmedAt !== null,
    required: principal.organization.policy.twoFactorRequired,
    verified: hasVerifiedFactor(principal),
    backupCodesLeft: await countBackupCodes(db, key),
  };
}

/**
 * Starts the setup with a new secret, which has no effect until the first code confirms it.
 * @throws SpedyError invalid_credentials; already_exists if there is a second factor; rate_limited
 */
export async function startSecondFactor(
  services: ProofServices,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  currentPassword: string,
) {
  const key = keyOf(principal);
  await requirePassword(services, from, principal, currentPassword);
  const secret = newTotpSecret();
  const sealed = services.keys.seal('second-factor', sealContext(key), secret);
  const put = await inTransaction(services.db, (trx) => savePendingFactor(trx, key, sealed, from.at));
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
  { db, keys, throttle }: ProofServices,
  from: ChangeOrigin,
  principal: SessionPrincipal,
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
    const sessionId = principal.authentication.sessionId;
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
  services: ProofServices,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  code: string,
): Promise<void> {
  const method = await requireCode(services, from, principal, code);
  const { organization } = principal;
  const id = principal.authentication.sessionId;
  await inTransaction(services.db, async (trx) => {
    if (!(await markSecondFactor(trx, organization.id, id, { method, at: from.at })))
      throw new SpedyError('authentication_required');
    await appendAudit(trx, organization.id, from, {
      action: 'session.verified',
      target: { kind: 'session', id },
      details: { secondFactor: method },
    });
  });
}

/**
 * Replaces the backup codes with ten new ones.
 * @throws SpedyError validation_failed without a proof; not_found without a second factor; invalid_credentials;
 * two_factor_required; two_factor_invalid; rate_limited
 */
export async function renewBackupCodes(
  services: ProofServices,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  { currentPassword, code }: PasswordOrCodeProof,
): Promise<string[]> {
  const key = keyOf(principal);
  if (currentPassword === undefined && code === undefined)
    throw invalidField('code', 'is required, or currentPassword instead');
  if (!(await secondFactorState(services.db, principal)).enabled)
    throw new SpedyError('not_found', { message: 'You have no second factor.' });
  if (currentPassword !== undefined) await requirePassword(services, from, principal, currentPassword);
  if (code !== undefined) await requireCode(services, from, principal, code);
  else if (!hasVerifiedFactor(principal)) throw new SpedyError('two_factor_required');
  return inTransaction(services.db, async (trx) => {
    const codes = await issueBackupCodes(trx, services.keys, key);
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
export async function disableSecondFactor(
  services: ProofServices,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  proof: PasswordAndCodeProof,
): Promise<void> {
  if (principal.organization.policy.twoFactorRequired) {
    throw new SpedyError('forbidden', { message: 'Your organization requires a second factor.' });
  }
  const key = keyOf(principal);
  if (!(await secondFactorState(services.db, principal)).enabled) throw new SpedyError('not_found');
  await requirePassword(services, from, principal, proof.currentPassword);
  await requireCode(services, from, principal, proof.code);
  await inTransaction(services.db, async (trx) => {
    if (!(await deleteFactor(trx, key))) throw new SpedyError('not_found');
    await unmarkSecondFactors(trx, key.organizationId, key.userId);
    await appendAudit(trx, key.organizationId, from, {
      action: 'member.second_factor_disabled',
      target: { kind: 'user', id: key.userId },
    });
  });
}

function hasVerifiedFactor({ authentication }: SessionPrincipal): boolean {
  return authentication.secondFactor;
}

async function issueBackupCodes(trx: Transaction, keys: KeyRing, key: MemberKey): Promise<string[]> {
  const codes = newBackupCodes();
  const macs = codes.flatMap((code) =>
    backupCodeMacs(keys, key, normalizeBackupCode(code) ?? code).slice(0, 1),
  );
  await replaceBackupCodes(trx, key, keys.current.id, macs);
  return codes;
}
