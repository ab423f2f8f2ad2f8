import { sql } from 'kysely';
import type { Database, Transaction } from '../storage/database.ts';

/** Maximum number of administrators who are told at once. */
const maxAdmins = 200;

export function findRecipient(trx: Transaction, organizationId: string, userId: string) {
  return trx
    .selectFrom('users')
    .select('email')
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .where('state', '=', 'active')
    .executeTakeFirst();
}

export function findActiveAdmins(trx: Transaction, organizationId: string) {
  return trx
    .selectFrom('users')
    .select(['id', 'email'])
    .where('organization_id', '=', organizationId)
    .where('role', '=', sql.lit('ADMIN'))
    .where('state', '=', sql.lit('active'))
    .orderBy('id')
    .limit(maxAdmins)
    .execute();
}

/** Returns which kinds of messages a member does not want. */
export async function mutedKinds(db: Database, organizationId: string, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('muted_notifications')
    .select('kind')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .execute();
  return rows.map(({ kind }) => kind);
}

/** Stores that a member does not want a kind of messages, or wants it again. */
export async function muteKind(
  trx: Transaction,
  organizationId: string,
  userId: string,
  { kind, isMuted }: { readonly kind: string; readonly isMuted: boolean },
): Promise<void> {
  if (isMuted) {
    await trx
      .insertInto('muted_notifications')
      .values({ organization_id: organizationId, user_id: userId, kind })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return;
  }
  await trx
    .deleteFrom('muted_notifications')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('kind', '=', kind)
    .execute();
}
