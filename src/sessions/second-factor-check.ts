import type { KeyRing } from '../credentials/keys/key-ring.ts';
import { normalizeBackupCode, totpStep } from '../credentials/totp.ts';
import { SpedyError } from '../http/errors.ts';
import type { Database } from '../storage/database.ts';
import { consumeBackupCode, consumeStep, findSecondFactor, type MemberKey } from './second-factor-queries.ts';

export type CodeCheck = MemberKey & { readonly now: number };

/** Whose sealed secret it is: it opens for this member only. */
export function sealContext({ organizationId, userId }: MemberKey): string {
  return `${organizationId}/${userId}`;
}

/** The MACs under which a backup code may be stored, that of the current key first. */
export function backupCodeMacs(keys: KeyRing, member: MemberKey, code: string): Buffer[] {
  return keys.macs('backup-code', `${sealContext(member)}/${code}`);
}

/**
 * Checks the second factor of a member who has one, and uses the code up. A member without one passes.
 * @param code of the authenticator app, or a backup code; null when none was sent
 * @throws SpedyError two_factor_required without a code; two_factor_invalid for a wrong, old or used one
 */
export async function requireSecondFactor(
  db: Database,
  keys: KeyRing,
  check: CodeCheck,
  code: string | null,
): Promise<void> {
  const factor = await findSecondFactor(db, check);
  if (!factor || factor.confirmedAt === null) return;
  if (code === null || code.trim() === '') throw new SpedyError('two_factor_required');
  const { keyId, sealedSecret: bytes } = factor;
  const secret = keys.open('second-factor', sealContext(check), { keyId, bytes });
  const step = totpStep(secret, code.replace(/\s/g, ''), check.now);
  if (step !== null && (await consumeStep(db, check, step))) return;
  const backupCode = normalizeBackupCode(code);
  if (backupCode && (await consumeBackupCode(db, check, backupCodeMacs(keys, check, backupCode)))) return;
  throw new SpedyError('two_factor_invalid');
}
