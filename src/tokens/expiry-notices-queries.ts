import { sql } from 'kysely';
import type { Transaction } from '../storage/database.ts';

/**
 * Takes at most `limit` tokens of all organizations whose members are to be told that they are about to expire, and sets
 * when they are told again. Of several processes, one gets each.
 * @param lastFor the next notice is the last one, and only for tokens that expire after this time
 */
export async function takeExpiryNotices(trx: Transaction, now: number, lastFor: number, limit: number) {
  const day = lastFor - now;
  const due = trx
    .selectFrom('access_tokens')
    .select(['organization_id', 'id'])
    .where('expiry_notice_at', '<=', now)
    .orderBy('expiry_notice_at')
    .limit(limit);
  const rows = await trx
    .updateTable('access_tokens')
    .set((eb) => ({
      expiry_notice_at: eb
        .case()
        .when('expires_at', '>', lastFor)
        .then(sql<number>`expires_at - cast(${day} as bigint)`)
        .else(null)
        .end(),
    }))
    .where(sql<boolean>`(organization_id, id) in ${due}`)
    .where('expiry_notice_at', '<=', now)
    .returning(['organization_id as organizationId', 'user_id as userId', 'name', 'expires_at as expiresAt'])
    .returning(['revoked_at as revokedAt', 'ended'])
    .execute();
  return rows.map(({ revokedAt, ended, ...row }) => ({
    ...row,
    isActive: revokedAt === null && ended === 0 && row.expiresAt !== null && row.expiresAt > now,
  }));
}
