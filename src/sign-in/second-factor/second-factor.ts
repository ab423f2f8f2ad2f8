import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { invalidField, SpedyError } from '../../contract/errors.ts';
import { newTotpSecret, totpSecretText, totpStep, totpUri } from '../../credentials/totp.ts';
import { missingFactor } from '../../principals/missing-factor.ts';
import type { SessionPrincipal } from '../../principals/principal.ts';
import { deleteOtherSessions, markSecondFactor, unmarkCodes } from '../../sessions/queries.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { countPasskeys, listPasskeys } from '../passkeys/queries.ts';
import { type ProofServices, requireCode, requirePassword } from '../proof.ts';
import { issueBackupCodes } from './backup-codes.ts';
import { sealContext } from './check.ts';
import {
  confirmFactor,
  countBackupCodes,
  deleteBackupCodes,
  deleteFactor,
  findSecondFactor,
  type MemberKey,
  savePendingFactor,
} from './queries.ts';
import type { PasswordAndCodeProof, PasswordOrCodeProof } from './schema.ts';
import { tellOfChange } from './tell-of-change.ts';

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
    required: principal.organization.policy.twoFactor !== 'off',
    policy: principal.organization.policy.twoFactor,
    satisfied: missingFactor(principal) === null,
    verified: hasVerifiedFactor(principal),
    showedPasskey: principal.authentication.showedPasskey,
    backupCodesLeft: await countBackupCodes(db, key),
    passkeys: await countPasskeys(db, key),
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
  await throttle.take(key.organizationId, key.userId, from.address ?? '');
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
    await tellOfChange(trx, from, key, 'enabled');
    await appendAudit(trx, organizationId, from, {
      action: 'member.second_factor_enabled',
      target: { kind: 'user', id: userId },
      details: { sessionsEnded },
    });
    return codes;
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
  const { enabled, passkeys } = await secondFactorState(services.db, principal);
  if (!enabled && passkeys === 0)
    throw new SpedyError('not_found', { message: 'You have no second factor.' });
  if (currentPassword !== undefined) await requirePassword(services, from, principal, currentPassword);
  if (code !== undefined) await requireCode(services, from, principal, code);
  else if (!hasVerifiedFactor(principal)) throw new SpedyError('two_factor_required');
  return inTransaction(services.db, async (trx) => {
    const codes = await issueBackupCodes(trx, services.keys, key);
    await tellOfChange(trx, from, key, 'backup_codes_renewed');
    await appendAudit(trx, key.organizationId, from, {
      action: 'member.backup_codes_renewed',
      target: { kind: 'user', id: key.userId },
    });
    return codes;
  });
}

/**
 * Turns off the authenticator app, with password and code. Without passkeys, the backup codes end too.
 * @throws SpedyError forbidden if it is the last second factor and the organization requires one; not_found;
 * invalid_credentials; two_factor_invalid; rate_limited
 */
export async function disableSecondFactor(
  services: ProofServices,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  proof: PasswordAndCodeProof,
): Promise<void> {
  const key = keyOf(principal);
  const { enabled } = await secondFactorState(services.db, principal);
  if (principal.organization.policy.twoFactor !== 'off' && !(await hasWorkingPasskey(services.db, key))) {
    throw new SpedyError('forbidden', { message: 'Your organization requires a second factor.' });
  }
  if (!enabled) throw new SpedyError('not_found');
  await requirePassword(services, from, principal, proof.currentPassword);
  await requireCode(services, from, principal, proof.code);
  await inTransaction(services.db, async (trx) => {
    if (!(await deleteFactor(trx, key))) throw new SpedyError('not_found');
    const hasPasskeys = (await countPasskeys(trx, key)) > 0;
    if (!hasPasskeys) await deleteBackupCodes(trx, key);
    await unmarkCodes(trx, key.organizationId, key.userId);
    await tellOfChange(trx, from, key, hasPasskeys ? 'app_removed' : 'disabled');
    await appendAudit(trx, key.organizationId, from, {
      action: 'member.second_factor_disabled',
      target: { kind: 'user', id: key.userId },
    });
  });
}

async function hasWorkingPasskey(db: Database, key: MemberKey): Promise<boolean> {
  return (await listPasskeys(db, key)).some(({ blockedAt }) => blockedAt === null);
}

function hasVerifiedFactor({ authentication }: SessionPrincipal): boolean {
  return authentication.secondFactor;
}
