import { day } from '../../access/policy.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import type { Refusals } from '../../contract/rejected-attempts.ts';
import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import { normalizeBackupCode, totpStep } from '../../credentials/totp.ts';
import type { VerifiedFactor } from '../../sessions/open-session.ts';
import type { Database } from '../../storage/database.ts';
import {
  consumeBackupCode,
  consumeStep,
  findSecondFactor,
  isLastAttempt,
  type MemberKey,
  resetCodeAttempts,
  takeCodeAttempt,
} from './queries.ts';

/** The dependencies for checking a code. */
export type CodeServices = { readonly db: Database; readonly keys: KeyRing; readonly refusals: Refusals };

/** Returns the context of a sealed secret, which can be opened for this member only. */
export function sealContext({ organizationId, userId }: MemberKey): string {
  return `${organizationId}/${userId}`;
}

/** Returns the MACs under which a backup code may be stored, that of the current key first. */
export function backupCodeMacs(keys: KeyRing, member: MemberKey, code: string): Buffer[] {
  return keys.macs('backup-code', `${sealContext(member)}/${code}`);
}

/**
 * Checks the second factor of a member and uses up the code. A member without one passes. After 20 wrong codes in a row
 * or 100 in a day, from any address, codes of the authenticator app are rejected until a backup code is correct or an
 * administrator resets the second factor. Backup codes always work, because they cannot be guessed: an attacker's wrong
 * codes do not lock out the member.
 * @param code of the authenticator app, or a backup code; null if none was sent
 * @param email of the account, for the audit log
 * @returns the verified factor; null for a member without one
 * @throws SpedyError two_factor_required without a code; two_factor_invalid for a wrong, old or used one; rate_limited
 * after too many
 */
export async function requireSecondFactor(
  services: CodeServices,
  organizationId: string,
  from: ChangeOrigin,
  { userId, email }: { readonly userId: string; readonly email: string },
  code: string | null,
): Promise<VerifiedFactor | null> {
  const { db, refusals } = services;
  const member = { organizationId, userId };
  const factor = await findSecondFactor(db, member);
  if (!factor || factor.confirmedAt === null) return null;
  if (code === null || code.trim() === '') throw new SpedyError('two_factor_required');
  const attempt = await takeCodeAttempt(db, member, { now: from.at, dayBefore: from.at - day });
  if (attempt && (await isCorrectCode(services, member, factor, code, from.at))) return 'totp';
  if (await useBackupCode(services, member, code)) {
    await resetCodeAttempts(db, member);
    return 'backup_code';
  }
  const recordRefusal = (action: 'refusal.second_factor' | 'refusal.limit', reason: string) =>
    refusals.record(organizationId, from, { action, account: userId, details: { email, reason } });
  if (!attempt) {
    recordRefusal('refusal.limit', 'too_many_codes');
    throw tooManyCodes();
  }
  recordRefusal('refusal.second_factor', 'wrong_code');
  if (isLastAttempt(attempt)) recordRefusal('refusal.limit', 'too_many_codes');
  throw new SpedyError('two_factor_invalid');
}

async function isCorrectCode(
  { db, keys }: CodeServices,
  member: MemberKey,
  { keyId, sealedSecret: bytes }: { keyId: string | null; sealedSecret: Uint8Array },
  code: string,
  now: number,
): Promise<boolean> {
  const secret = keys.open('second-factor', sealContext(member), { keyId, bytes });
  const step = totpStep(secret, code.replace(/\s/g, ''), now);
  return step !== null && (await consumeStep(db, member, step)) !== undefined;
}

async function useBackupCode({ db, keys }: CodeServices, member: MemberKey, code: string): Promise<boolean> {
  const backupCode = normalizeBackupCode(code);
  if (!backupCode) return false;
  return (await consumeBackupCode(db, member, backupCodeMacs(keys, member, backupCode))) !== undefined;
}

/** Waiting does not help, so Retry-After makes automatic clients retry at most once a day. */
function tooManyCodes(): SpedyError {
  return new SpedyError('rate_limited', {
    message: 'Too many wrong codes. Use a backup code, or ask an administrator to reset your second factor.',
    headers: { 'retry-after': '86400' },
  });
}
