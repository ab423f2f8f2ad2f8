import { day, dayOf } from '../access/policy.ts';
import { appendAudit } from '../audit/append.ts';
import { ownOrigin } from '../contract/change-origin.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { keyLifetime } from './idempotency.ts';
import { deleteOldKeys } from './idempotency-queries.ts';
import { idlePolicies, markEnded, revokeIdleTokens } from './queries.ts';
import { daysKept } from './usage.ts';
import { deleteOldUsage } from './usage-queries.ts';

/**
 * Extra idle time beyond the policy, in milliseconds: servers write uses with a delay of seconds, and a token that was
 * just used must not count as idle.
 */
const slack = 120_000;

/** Tokens revoked per transaction, which locks the organization's audit chain. */
const batchSize = 100;

/** Returns the time before which tokens must have been used or created to be idle; milliseconds since the epoch. */
export function idleSince(days: number, now: number): number {
  return now - days * day - slack;
}

/**
 * Revokes tokens that are idle for longer than their organization's policy allows. Several servers may sweep at the same
 * time: each token is revoked and logged once.
 * @throws AggregateError after all organizations, with the errors of those that failed
 */
export async function revokeIdle(db: Database, now: number): Promise<void> {
  const failures: unknown[] = [];
  for (const { organizationId, days } of await idlePolicies(db)) {
    if (days === null) continue;
    try {
      await revokeIdleOf(db, organizationId, days, now);
    } catch (cause) {
      failures.push(new Error(`Cannot revoke the idle tokens of ${organizationId}`, { cause }));
    }
  }
  if (failures.length > 0) throw new AggregateError(failures);
}

async function revokeIdleOf(db: Database, organizationId: string, days: number, now: number): Promise<void> {
  while ((await revokeIdleBatch(db, organizationId, days, now)) === batchSize);
}

/** Revokes a batch of idle tokens; returns how many. */
function revokeIdleBatch(db: Database, organizationId: string, days: number, now: number): Promise<number> {
  return inTransaction(db, async (trx) => {
    const from = ownOrigin('system', now);
    const revoked = await revokeIdleTokens(trx, organizationId, idleSince(days, now), now, batchSize);
    for (const token of revoked) {
      await appendAudit(trx, organizationId, from, {
        action: 'token.revoked',
        target: { kind: 'token', id: token.id },
        details: { name: token.name, userId: token.userId, reason: 'idle', idleRevocationDays: days },
      });
    }
    return revoked.length;
  });
}

/** Marks tokens that have expired. */
export async function markExpired(db: Database, now: number): Promise<void> {
  await markEnded(db, now - slack);
}

/** Deletes expired idempotency keys. */
export async function deleteOldIdempotencyKeys(db: Database, now: number): Promise<void> {
  await deleteOldKeys(db, now - keyLifetime);
}

/** Deletes the usage counts of days that are no longer shown. */
export async function deleteExpiredUsage(db: Database, now: number): Promise<void> {
  await deleteOldUsage(db, dayOf(now) - daysKept);
}
