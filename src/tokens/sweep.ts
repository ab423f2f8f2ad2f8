import { day, dayOf } from '../access/policy.ts';
import { appendAudit } from '../audit/append.ts';
import { ownProvenance } from '../audit/provenance.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { keyLifetime } from './idempotency.ts';
import { deleteOldKeys } from './idempotency-queries.ts';
import { idlePolicies, markEnded, revokeIdleTokens } from './queries.ts';
import { daysKept } from './usage.ts';
import { deleteOldUsage } from './usage-queries.ts';

/**
 * Milliseconds granted beyond the policy: a use is written within seconds, by whichever server saw it, and a token
 * that has just come back to life must not be taken for an idle one.
 */
const slack = 120_000;

/** A token last used, or made, before this time is revoked as idle; milliseconds since the epoch. */
export function idleSince(days: number, now: number): number {
  return now - days * day - slack;
}

/**
 * Revokes tokens that were idle for longer than their organization's policy allows, marks those that have expired, and
 * forgets old idempotency keys and counts of use. Any number of servers may sweep at once: a token is revoked, and told in the audit log, once.
 */
export async function sweepTokens(db: Database, now: number): Promise<void> {
  for (const { organizationId, days } of await idlePolicies(db)) {
    if (days === null) continue;
    await inTransaction(db, async (trx) => {
      const from = ownProvenance('system', organizationId, now);
      for (const token of await revokeIdleTokens(trx, organizationId, idleSince(days, now), now)) {
        await appendAudit(trx, from, {
          action: 'token.revoked',
          target: { kind: 'token', id: token.id },
          details: { name: token.name, userId: token.userId, reason: 'idle', idleRevocationDays: days },
        });
      }
    });
  }
  await markEnded(db, now - slack);
  await deleteOldKeys(db, now - keyLifetime);
  await deleteOldUsage(db, dayOf(now) - daysKept);
}
