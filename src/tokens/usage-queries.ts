import type { Database } from '../storage/database.ts';

/** The counts of a member's tokens since a day (days since the epoch, UTC). */
export function findUsage(db: Database, organizationId: string, userId: string, since: number) {
  return db
    .selectFrom('access_tokens as t')
    .innerJoin('token_usage as c', (on) =>
      on.onRef('c.organization_id', '=', 't.organization_id').onRef('c.token_id', '=', 't.id'),
    )
    .select(['c.token_id as tokenId', 'c.day', 'c.count'])
    .where('t.organization_id', '=', organizationId)
    .where('t.user_id', '=', userId)
    .where('c.day', '>=', since)
    .execute();
}

/** Forgets the counts of days before one. */
export function deleteOldUsage(db: Database, before: number) {
  return db.deleteFrom('token_usage').where('day', '<', before).execute();
}
