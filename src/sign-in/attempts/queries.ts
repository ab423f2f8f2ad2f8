import type { ExpressionBuilder } from 'kysely';
import type { Database, Transaction } from '../../storage/database.ts';
import type { Tables } from '../../storage/tables/tables.ts';

/** Addresses, and browsers, of a member that are known at most: the latest of each. */
const knownAtMost = 20;
/** What the sources begin with that are browsers. */
const devicePrefix = 'device:';

/** Which tries at a password count together. `source` is empty for all that nobody knows. */
export type AttemptsKey = {
  readonly organizationId: string;
  readonly account: string;
  readonly source: string;
};

/** From how many wrong passwords on the next try has to wait, and how many milliseconds; the highest first. */
const steps = [
  { failures: 100, wait: 900_000 },
  { failures: 50, wait: 300_000 },
  { failures: 20, wait: 60_000 },
  { failures: 10, wait: 30_000 },
] as const;

/** Counts a try where none is to be waited for; undefined where one is. Of many at once, as many count as may. */
export function takeAttempt(
  db: Database,
  { organizationId, account, source }: AttemptsKey,
  { now, forgottenBefore }: { now: number; forgottenBefore: number },
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
            .when('sign_in_attempts.at', '<', forgottenBefore)
            .then(eb.lit(1))
            .else(eb('sign_in_attempts.failures', '+', 1))
            .end(),
          blocked_until: waitEnd(eb, forgottenBefore),
          at: eb.ref('excluded.at'),
        }))
        .where('sign_in_attempts.blocked_until', '<=', now),
    )
    .returning('failures')
    .executeTakeFirst();
}

/** Until when the try after this one has to wait, by how many there were before this one. */
function waitEnd(
  eb: ExpressionBuilder<Tables & { excluded: Tables['sign_in_attempts'] }, 'sign_in_attempts' | 'excluded'>,
  forgottenBefore: number,
) {
  let cases = eb.case().when('sign_in_attempts.at', '<', forgottenBefore).then(eb.lit(0));
  for (const { failures, wait } of steps)
    cases = cases
      .when('sign_in_attempts.failures', '>=', failures - 1)
      .then(eb('excluded.at', '+', wait) as never);
  return cases.else(eb.lit(0)).end();
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

/** Forgets the wrong passwords that count together: a right one came. */
export function clearAttempts(db: Database, { organizationId, account, source }: AttemptsKey) {
  return db
    .deleteFrom('sign_in_attempts')
    .where('organization_id', '=', organizationId)
    .where('account', '=', account)
    .where('source', '=', source)
    .execute();
}

/** Forgets all wrong passwords for a member's account. */
export function clearAttemptsOf(trx: Transaction, organizationId: string, account: string) {
  return trx
    .deleteFrom('sign_in_attempts')
    .where('organization_id', '=', organizationId)
    .where('account', '=', account)
    .execute();
}

export async function isKnownSource(
  db: Database,
  organizationId: string,
  userId: string,
  source: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('known_sources')
    .select('at')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('source', '=', source)
    .executeTakeFirst();
  return row !== undefined;
}

/** Remembers an address or a browser that a member has signed in from; of many, the latest. */
export async function rememberSource(
  trx: Transaction,
  organizationId: string,
  userId: string,
  { source, at }: { source: string; at: number },
): Promise<void> {
  await trx
    .insertInto('known_sources')
    .values({ organization_id: organizationId, user_id: userId, source, at })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'user_id', 'source'])
        .doUpdateSet((eb) => ({ at: eb.ref('excluded.at') })),
    )
    .execute();
  const alike = source.startsWith(devicePrefix) ? 'like' : 'not like';
  const known = trx
    .selectFrom('known_sources')
    .select(['source'])
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('source', alike, `${devicePrefix}%`)
    .orderBy('at', 'desc')
    .orderBy('source')
    .limit(knownAtMost);
  await trx
    .deleteFrom('known_sources')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('source', alike, `${devicePrefix}%`)
    .where('source', 'not in', known)
    .execute();
}

export function deleteAttemptsBefore(db: Database, at: number) {
  return db.deleteFrom('sign_in_attempts').where('at', '<', at).execute();
}

export function deleteSourcesBefore(db: Database, at: number) {
  return db.deleteFrom('known_sources').where('at', '<', at).execute();
}
