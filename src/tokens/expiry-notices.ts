import { day } from '../access/policy.ts';
import { tellMember } from '../mail/tell.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { takeExpiryNotices } from './expiry-notices-queries.ts';

/** How long before its end the member of a token is told, in milliseconds. */
const notices = [7 * day, day] as const;
/** Tokens of one transaction, each with a message. */
const batchSize = 50;

/**
 * Returns when the member of a token is told next that it is about to expire, after a time: a token with a shorter life than
 * a notice's time has no such notice. Null if not any more.
 * @param after milliseconds since the epoch, such as when it was created
 */
export function nextExpiryNotice(expiresAt: number | null, after: number): number | null {
  if (expiresAt === null) return null;
  const before = notices.find((time) => expiresAt - time > after);
  return before === undefined ? null : expiresAt - before;
}

/** Tells members of at most `limit` tokens that are about to expire; returns how many it looked at. */
export async function tellOfExpiry(db: Database, now: number, limit: number): Promise<number> {
  let taken = 0;
  while (taken < limit) {
    const most = Math.min(batchSize, limit - taken);
    const count = await inTransaction(db, async (trx) => {
      const due = await takeExpiryNotices(trx, now, now + day, most);
      for (const { organizationId, userId, name, expiresAt, isActive } of due) {
        if (!isActive || expiresAt === null) continue;
        await tellMember(trx, { organizationId, userId }, 'token_expiring', { name, expiresAt }, now);
      }
      return due.length;
    });
    taken += count;
    if (count < most) break;
  }
  return taken;
}
