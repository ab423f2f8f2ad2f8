import type { Database } from '../storage/database.ts';
import { activeTokens } from './queries.ts';

/** The counts of a member's active tokens since a day (days since the epoch, UTC), at most `limit` of them. */
export function findUsage(
  db: Database,
  { organizationId, userId }: { readonly organizationId: string; readonly userId: string },
  { since, limit, now }: { readonly since: number; readonly limit: number; readonly now: number },
) {
  return activeTokens(db, organizationId, now)
    .innerJoin('token_usage as c', (on) =>
      on.onRef('c.organization_id', '=', 'access_tokens.organization_id').onRef('c.token_id', '=', 'id'),
    )
    .select(['c.token_id as tokenId', 'c.day', 'c.count'])
    .where('user_id', '=', userId)
    .where('c.day', '>=', since)
    .limit(limit)
    .execute();
}

/** Forgets the counts of days before one. */
export function deleteOldUsage(db: Database, before: number) {
  return db.deleteFrom('token_usage').where('day', '<', before).execute();
}
