import { day } from '../access/policy.ts';
import { appendAudit } from '../audit/append.ts';
import { ownOrigin } from '../contract/change-origin.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { deleteExpired } from '../storage/expired-rows-queries.ts';
import type { InSlices } from '../storage/slices.ts';
import {
  type ActivityPosition,
  deleteEndedTokens,
  idlePolicies,
  markEnded,
  revokeIdleTokens,
  tokensBefore,
} from './ended-queries.ts';
import { keyLifetime } from './idempotency.ts';
import { retention } from './inactive/list-queries.ts';

/**
 * Extra idle time beyond the policy, in milliseconds: servers write uses with a delay of seconds, and a token that was
 * just used must not count as idle.
 */
const slack = 120_000;

/** Tokens revoked per transaction, which locks the organization's audit chain. */
const batchSize = 20;
/** Returns the time before which tokens must have been used or created to be idle; milliseconds since the epoch. */
export function idleSince(days: number, now: number): number {
  return now - days * day - slack;
}

/**
 * Revokes tokens that are idle for longer than their organization's policy allows. Several servers may sweep at the same
 * time: each token is revoked and logged once.
 * @throws AggregateError after all organizations, with the errors of those that failed
 */
export async function revokeIdle(db: Database, now: number, inSlices: InSlices): Promise<void> {
  const failures: unknown[] = [];
  for (const { organizationId, days } of await idlePolicies(db)) {
    if (days === null) continue;
    try {
      await revokeIdleOf(db, organizationId, days, now, inSlices);
    } catch (cause) {
      failures.push(new Error(`Cannot revoke the idle tokens of ${organizationId}`, { cause }));
    }
  }
  if (failures.length > 0) throw new AggregateError(failures);
}

/** Each slice looks at the tokens that are unused for longest, and revokes the idle ones. */
async function revokeIdleOf(
  db: Database,
  organizationId: string,
  days: number,
  now: number,
  inSlices: InSlices,
): Promise<void> {
  const unusedSince = idleSince(days, now);
  let after: ActivityPosition = { activeDay: 0, createdAt: 0, id: '' };
  await inSlices(async (limit) => {
    const tokens = await tokensBefore(db, organizationId, { unusedSince, now, after, limit });
    after = tokens.at(-1) ?? after;
    const idle = tokens.filter((token) => (token.lastUsedAt ?? token.createdAt) < unusedSince);
    let left = idle.map(({ id }) => id);
    await inSlices(async (all) => {
      const batch = left.slice(0, batchSize);
      left = left.slice(batchSize);
      if (batch.length > 0) await revokeIdleBatch(db, organizationId, days, now, batch);
      return left.length > 0 ? all : 0;
    });
    return tokens.length;
  });
}

/** Revokes those of the tokens that are still idle. */
function revokeIdleBatch(
  db: Database,
  organizationId: string,
  days: number,
  now: number,
  ids: readonly string[],
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const from = ownOrigin('system', now);
    for (const token of await revokeIdleTokens(trx, organizationId, ids, idleSince(days, now), now)) {
      await appendAudit(trx, organizationId, from, {
        action: 'token.revoked',
        target: { kind: 'token', id: token.id },
        details: { name: token.name, userId: token.userId, reason: 'idle', idleRevocationDays: days },
      });
    }
  });
}

/** Marks tokens that have expired. */
export async function markExpired(db: Database, now: number, inSlices: InSlices): Promise<void> {
  for (const column of ['expires_at', 'revoked_at'] as const)
    await inSlices((limit) => markEnded(db, column, now - slack, limit));
}

/** Deletes at most `limit` tokens that ended long ago; returns how many. */
export function deleteEnded(db: Database, now: number, limit: number): Promise<number> {
  return deleteEndedTokens(db, now - retention, limit, now);
}

/** Deletes at most `limit` expired idempotency keys; returns how many. */
export function deleteOldIdempotencyKeys(db: Database, now: number, limit: number): Promise<number> {
  return deleteExpired(db, 'idempotency_keys', now - keyLifetime - 1, limit);
}
