import type { Database } from '../storage/database.ts';
import { activeTokens } from './queries.ts';

/** Returns at most `limit` usage counts of a member's active tokens. @param since days since the epoch, UTC */
export function findUsage(
  db: Database,
  { organizationId, userId }: { readonly organizationId: string; readonly userId: string },
  { since, limit, now }: { readonly since: number; readonly limit: number; readonly now: number },
) {
  return (
    activeTokens(db, organizationId, now)
      // SQLite joins in this order: from the member's tokens, not from all usage of the organization.
      .crossJoin('token_usage as c')
      .whereRef('c.organization_id', '=', 'access_tokens.organization_id')
      .whereRef('c.token_id', '=', 'access_tokens.id')
      .select(['c.token_id as tokenId', 'c.day', 'c.count'])
      .where('user_id', '=', userId)
      .where('c.day', '>=', since)
      .limit(limit)
      .execute()
  );
}
