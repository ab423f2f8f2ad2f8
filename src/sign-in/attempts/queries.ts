import type { ExpressionBuilder } from 'kysely';
import type { Database, Transaction } from '../../storage/database.ts';
import type { Tables } from '../../storage/tables/tables.ts';

/** Attempts that count together. `source` is empty for all unknown sources. */
export type AttemptsKey = {
  readonly organizationId: string;
  readonly account: string;
  readonly source: string;
};

/** The wait in milliseconds after this number of wrong passwords, highest first. */
const steps = [
  { failures: 100, wait: 900_000 },
  { failures: 50, wait: 300_000 },
  { failures: 20, wait: 60_000 },
  { failures: 10, wait: 30_000 },
] as const;

/** Counts an attempt; undefined if it has to wait. Safe for concurrent attempts. */
export function takeAttempt(
  db: Database,
  { organizationId, account, source }: AttemptsKey,
  { now, expiredBefore }: { now: number; expiredBefore: number },
) {
  return db
    .insertInto('sign_in_attempts')
    .values({ organization_id: organizationId, account, source, failures: 1, blocked_until: 0, at: now })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'account', 'source'])
        .doUpdateSet((eb) => ({
          failures: eb
            .case()
            .when('sign_in_attempts.at', '<', expiredBefore)
            .then(eb.lit(1))
            .else(eb('sign_in_attempts.failures', '+', 1))
            .end(),
          blocked_until: waitEnd(eb, expiredBefore),
          at: eb.ref('excluded.at'),
        }))
        .where('sign_in_attempts.blocked_until', '<=', now),
    )
    .returning('failures')
    .executeTakeFirst();
}

/** Returns until when the attempt after this one has to wait, from the number of attempts before this one. */
function waitEnd(
  eb: ExpressionBuilder<Tables & { excluded: Tables['sign_in_attempts'] }, 'sign_in_attempts' | 'excluded'>,
  expiredBefore: number,
) {
  let cases = eb.case().when('sign_in_attempts.at', '<', expiredBefore).then(eb.lit<number>(0));
  for (const { failures, wait } of steps)
    cases = cases.when('sign_in_attempts.failures', '>=', failures - 1).then(eb('excluded.at', '+', wait));
  return cases.else(eb.lit(0)).end();
}

/** Takes back an attempt whose password was not checked. */
export async function takeBackAttempt(
  db: Database,
  { organizationId, account, source }: AttemptsKey,
): Promise<void> {
  await db
    .updateTable('sign_in_attempts')
    .set((eb) => ({ failures: eb('failures', '-', 1), blocked_until: 0 }))
    .where('organization_id', '=', organizationId)
    .where('account', '=', account)
    .where('source', '=', source)
    .where('failures', '>', 0)
    .execute();
}

export async function findBlock(
  db: Database,
  { organizationId, account, source }: AttemptsKey,
): Promise<number | null> {
  const row = await db
    .selectFrom('sign_in_attempts')
    .select('blocked_until as blockedUntil')
    .where('organization_id', '=', organizationId)
    .where('account', '=', account)
    .where('source', '=', source)
    .executeTakeFirst();
  return row?.blockedUntil ?? null;
}

/** Deletes the attempts that count together, after a correct password. */
export function clearAttempts(db: Database, { organizationId, account, source }: AttemptsKey) {
  return db
    .deleteFrom('sign_in_attempts')
    .where('organization_id', '=', organizationId)
    .where('account', '=', account)
    .where('source', '=', source)
    .execute();
}

/** Deletes all attempts at a member's account. */
export function clearAttemptsOf(trx: Transaction, organizationId: string, account: string) {
  return trx
    .deleteFrom('sign_in_attempts')
    .where('organization_id', '=', organizationId)
    .where('account', '=', account)
    .execute();
}
