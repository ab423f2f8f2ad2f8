import { sql } from 'kysely';
import { type Database, inTransaction } from '../../storage/database.ts';

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

/** The organizations that keep the use of their tokens for a time of their own, in days. */
export async function usagePolicies(db: Database) {
  const rows = await db
    .selectFrom('organizations')
    .select(['id as organizationId', 'usage_retention_days as days'])
    .where('usage_retention_days', 'is not', null)
    .execute();
  return rows.flatMap(({ organizationId, days }) => (days === null ? [] : [{ organizationId, days }]));
}

/** Deletes at most `limit` usage counts of an organization's tokens; returns how many. @param until days since the epoch, UTC */
export function deleteUsage(
  db: Database,
  organizationId: string,
  until: number,
  limit: number,
): Promise<number> {
  return inTransaction(db, async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom('token_usage')
      .where(
        sql<boolean>`(organization_id, token_id, day) in (select organization_id, token_id, day from token_usage
          where organization_id = ${organizationId} and day <= ${until} limit ${limit})`,
      )
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  });
}

/** Deletes at most `limit` addresses that an organization's tokens were not used from since a time; returns how many. */
export function deleteAddresses(
  db: Database,
  organizationId: string,
  before: number,
  limit: number,
): Promise<number> {
  return inTransaction(db, async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom('token_addresses')
      .where(
        sql<boolean>`(organization_id, token_id, address) in (select organization_id, token_id, address
          from token_addresses where organization_id = ${organizationId} and at < ${before} limit ${limit})`,
      )
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  });
}
