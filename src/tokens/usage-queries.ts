import type { Database } from '../storage/database.ts';

/** Returns the usage counts of tokens, and the scopes that were used, as bits. @param since days since the epoch, UTC */
export function findUsage(db: Database, organizationId: string, tokenIds: readonly string[], since: number) {
  return db
    .selectFrom('token_usage')
    .select(['token_id as tokenId', 'day', 'count', 'scopes'])
    .where('organization_id', '=', organizationId)
    .where('token_id', 'in', tokenIds)
    .where('day', '>=', since)
    .execute();
}
