import type { Database, Transaction } from '../storage/database.ts';
import { firstOfKeys } from '../storage/email-key.ts';

/** Finds an active member by the keys of their email; the first key that matches counts. */
export async function findMemberForSignIn(
  db: Database,
  organizationId: string,
  emailKeys: readonly string[],
) {
  const rows = await db
    .selectFrom('users')
    .select(['id', 'password_hash as passwordHash', 'email_key as emailKey'])
    .where('organization_id', '=', organizationId)
    .where('email_key', 'in', emailKeys)
    .where('state', '=', 'active')
    .execute();
  return firstOfKeys(rows, emailKeys);
}

export async function findPasswordHash(
  db: Database,
  organizationId: string,
  userId: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('users')
    .select('password_hash as passwordHash')
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .executeTakeFirst();
  return row?.passwordHash ?? null;
}

/** Replaces a password if its hash is still the verified one. Of two concurrent changes, one succeeds. */
export function replacePassword(
  trx: Transaction,
  organizationId: string,
  userId: string,
  { verified, replacement }: { verified: string; replacement: string },
) {
  return trx
    .updateTable('users')
    .set({ password_hash: replacement })
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .where('password_hash', '=', verified)
    .returning('id')
    .executeTakeFirst();
}
