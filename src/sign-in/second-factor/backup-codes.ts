import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import { newBackupCodes, normalizeBackupCode } from '../../credentials/totp.ts';
import type { Transaction } from '../../storage/database.ts';
import { backupCodeMacs } from './check.ts';
import { type MemberKey, replaceBackupCodes } from './queries.ts';

/** Replaces a member's backup codes. They exist only in the result. */
export async function issueBackupCodes(trx: Transaction, keys: KeyRing, key: MemberKey): Promise<string[]> {
  const codes = newBackupCodes();
  const macs = codes.flatMap((code) =>
    backupCodeMacs(keys, key, normalizeBackupCode(code) ?? code).slice(0, 1),
  );
  await replaceBackupCodes(trx, key, keys.current.id, macs);
  return codes;
}
