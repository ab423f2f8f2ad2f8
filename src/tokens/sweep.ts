import { day, dayOf } from '../access/policy.ts';
import { appendAudit } from '../audit/append.ts';
import { ownOrigin } from '../contract/change-origin.ts';
import { deleteOldCreatingCredentials } from '../principals/created-with-queries.ts';
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

/** Milliseconds that it is remembered which session or invitation made something. */
const creatingCredentialsKept = 400 * day;

/** Tokens that are revoked in one transaction: it holds the organization's audit chain. */
const revokedAtOnce = 100;

/** A token last used, or made, before this time is revoked as idle; milliseconds since the epoch. */
export function idleSince(days: number, now: number): number {
  return now - days * day - slack;
}

/**
 * Revokes tokens that were idle for longer than their organization's policy allows. Any number of servers may sweep at
 * once: a token is revoked, and told in the audit log, once.
 * @throws AggregateError once every organization has had its turn, with what failed for some of them
 */
export async function revokeIdle(db: Database, now: number): Promise<void> {
  const failures: unknown[] = [];
  for (const { organizationId, days } of await idlePolicies(db)) {
    if (days === null) continue;
    try {
      await revokeIdleOf(db, organizationId, days, now);
    } catch (cause) {
      failures.push(new Error(`idle tokens of ${organizationId} were not revoked`, { cause }));
    }
  }
  if (failures.length > 0) throw new AggregateError(failures);
}

async function revokeIdleOf(db: Database, organizationId: string, days: number, now: number): Promise<void> {
  while ((await revokeSomeIdle(db, organizationId, days, now)) === revokedAtOnce);
}

/** Revokes idle tokens, so many at once; gives how many. */
function revokeSomeIdle(db: Database, organizationId: string, days: number, now: number): Promise<number> {
  return inTransaction(db, async (trx) => {
    const from = ownOrigin('system', organizationId, now);
    const revoked = await revokeIdleTokens(trx, organizationId, idleSince(days, now), now, revokedAtOnce);
    for (const token of revoked) {
      await appendAudit(trx, from, {
        action: 'token.revoked',
        target: { kind: 'token', id: token.id },
        details: { name: token.name, userId: token.userId, reason: 'idle', idleRevocationDays: days },
      });
    }
    return revoked.length;
  });
}

/** Marks the tokens that have expired. */
export async function markExpired(db: Database, now: number): Promise<void> {
  await markEnded(db, now - slack);
}

/** Forgets idempotency keys that no request may repeat any more. */
export async function forgetOldKeys(db: Database, now: number): Promise<void> {
  await deleteOldKeys(db, now - keyLifetime);
}

/** Forgets counts of use of days that nobody is shown any more. */
export async function forgetOldUsage(db: Database, now: number): Promise<void> {
  await deleteOldUsage(db, dayOf(now) - daysKept);
}

/** Forgets of old sessions and invitations what they made. */
export async function forgetCreatingCredentials(db: Database, now: number): Promise<void> {
  await deleteOldCreatingCredentials(db, now - creatingCredentialsKept);
}
