import type { Database, Transaction } from '../storage/database.ts';

/** The key of a counter of rejected attempts: an action in one organization, for one account. */
export type RefusalKey = {
  readonly organizationId: string;
  readonly action: string;
  readonly account: string;
};

/** Adds rejected attempts to a counter and returns the new total. */
export async function countRefusals(
  db: Database,
  { organizationId, action, account }: RefusalKey,
  count: number,
  at: number,
): Promise<number> {
  const { total } = await db
    .insertInto('refusal_counts')
    .values({
      organization_id: organizationId,
      action,
      account,
      since: at,
      last_at: at,
      total: count,
      written: 0,
    })
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'action', 'account']).doUpdateSet((eb) => ({
        total: eb('refusal_counts.total', '+', count),
        last_at: eb.ref('excluded.last_at'),
      })),
    )
    .returning('total')
    .executeTakeFirstOrThrow();
  return total;
}

/** Records that one more of the counted attempts has its own event. */
export function countWritten(trx: Transaction, { organizationId, action, account }: RefusalKey) {
  return trx
    .updateTable('refusal_counts')
    .set((eb) => ({ written: eb('written', '+', 1) }))
    .where('organization_id', '=', organizationId)
    .where('action', '=', action)
    .where('account', '=', account)
    .execute();
}

/** Returns up to `limit` counters that began before a time. */
export function findOldRefusals(db: Database, before: number, limit: number) {
  return db
    .selectFrom('refusal_counts')
    .select(['organization_id as organizationId', 'action', 'account'])
    .where('since', '<=', before)
    .limit(limit)
    .execute();
}

/**
 * Deletes and returns a counter that began before a time. Only one of several concurrent callers gets the
 * row.
 */
export function takeRefusals(
  trx: Transaction,
  { organizationId, action, account }: RefusalKey,
  before: number,
) {
  return trx
    .deleteFrom('refusal_counts')
    .where('organization_id', '=', organizationId)
    .where('action', '=', action)
    .where('account', '=', account)
    .where('since', '<=', before)
    .returning(['since', 'last_at as lastAt', 'total', 'written'])
    .executeTakeFirst();
}
