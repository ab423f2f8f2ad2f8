import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';

/** How often a token was used on a day, in days since the epoch (UTC). */
export type DailyUse = {
  readonly organizationId: string;
  readonly tokenId: string;
  readonly day: number;
  readonly count: number;
};

/** Adds counts to those that are there already, from whichever process. */
export async function addDailyUse(db: Database, uses: readonly DailyUse[]): Promise<void> {
  // Two processes that write the same rows take their locks in the same order.
  const ordered = uses.toSorted((a, b) =>
    a.tokenId < b.tokenId ? -1 : a.tokenId > b.tokenId ? 1 : a.day - b.day,
  );
  await db
    .insertInto('token_usage')
    .values(
      ordered.map((use) => ({
        organization_id: use.organizationId,
        token_id: use.tokenId,
        day: use.day,
        count: use.count,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'token_id', 'day']).doUpdateSet({
        count: sql`token_usage.count + excluded.count`,
      }),
    )
    .execute();
}
