import { sql } from 'kysely';
import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { firstOfKeys } from '../storage/email-key.ts';

type MemberKeys = { readonly organizationId: string; readonly first: string; readonly last: string };

/** Compiled once, so that a sign-in does not wait behind lists. */
const activeMembersByKeys = compileOnce((db, { organizationId, first, last }: Placeholders<MemberKeys>) =>
  db
    .selectFrom('users')
    .select(['id', 'password_hash as passwordHash', 'email_key as emailKey'])
    .where('organization_id', '=', organizationId)
    .where('email_key', 'in', [first, last])
    .where('state', '=', sql.lit('active')),
);

/** Finds an active member by the keys of their email; the first key that matches counts. */
export async function findMemberForSignIn(
  db: Database,
  organizationId: string,
  emailKeys: readonly string[],
) {
  // An email has one key, or two.
  const [first = '', last = first] = emailKeys;
  const rows = await activeMembersByKeys(db, { organizationId, first, last });
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
