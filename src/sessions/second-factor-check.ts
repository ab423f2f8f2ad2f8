import type { SecretKey } from '../credentials/secret-key.ts';
import type { SecretKeySource } from '../credentials/secret-key-queries.ts';
import { normalizeBackupCode, totpStep } from '../credentials/totp.ts';
import { SpedyError } from '../http/errors.ts';
import type { Database } from '../storage/database.ts';
import { consumeBackupCode, consumeStep, findSecondFactor, type MemberKey } from './second-factor-queries.ts';

export type CodeCheck = MemberKey & { readonly now: number };

/** Whose sealed secret it is: it opens for this member only. */
export function sealContext({ organizationId, userId }: MemberKey): string {
  return `${organizationId}/${userId}`;
}

/** The MAC under which a backup code is stored. */
export function backupCodeMac(key: SecretKey, member: MemberKey, code: string): Buffer {
  return key.mac('backup-code', `${sealContext(member)}/${code}`);
}

/**
 * Checks the second factor of a member who has one, and uses the code up. A member without one passes.
 * @param code of the authenticator app, or a backup code; null when none was sent
 * @throws SpedyError two_factor_required without a code; two_factor_invalid for a wrong, old or used one
 */
export async function requireSecondFactor(
  db: Database,
  secretKey: SecretKeySource,
  check: CodeCheck,
  code: string | null,
): Promise<void> {
  const factor = await findSecondFactor(db, check);
  if (!factor || factor.confirmedAt === null) return;
  if (code === null || code.trim() === '') throw new SpedyError('two_factor_required');
  const key = await secretKey();
  const secret = key.open('second-factor', sealContext(check), factor.sealedSecret);
  const step = totpStep(secret, code.replace(/\s/g, ''), check.now);
  if (step !== null && (await consumeStep(db, check, step))) return;
  const backupCode = normalizeBackupCode(code);
  if (backupCode && (await consumeBackupCode(db, check, backupCodeMac(key, check, backupCode)))) return;
  throw new SpedyError('two_factor_invalid');
}
