import type { Database } from '../../../storage/database.ts';

/**
 * Records the use of an assertion; false if it was used before. Of several concurrent calls, one gets true.
 * @param expiresAt milliseconds since the epoch
 */
export async function useAssertion(
  db: Database,
  organizationId: string,
  hash: Uint8Array,
  expiresAt: number,
): Promise<boolean> {
  const used = await db
    .insertInto('oauth_assertions')
    .values({ organization_id: organizationId, hash, expires_at: expiresAt })
    .onConflict((conflict) => conflict.columns(['organization_id', 'hash']).doNothing())
    .returning('hash')
    .executeTakeFirst();
  return used !== undefined;
}
