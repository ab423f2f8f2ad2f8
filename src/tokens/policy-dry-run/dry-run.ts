import type { Static } from 'typebox';
import { auditRetention, day, dayOf, usageRetention } from '../../access/policy.ts';
import { planPruning } from '../../audit/pruning/prune.ts';
import { firstEvent } from '../../audit/pruning/queries.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import { changedPolicy } from '../../organizations/policy-change.ts';
import type { PolicyChange } from '../../organizations/schema.ts';
import type { Organization } from '../../principals/principal.ts';
import type { Database } from '../../storage/database.ts';
import type { PolicyDryRun, stopReasons } from '../schema.ts';
import { idleSince } from '../sweep.ts';
import { dateOf } from '../usage/usage.ts';
import { countMembersWithoutFactor, findStopping, type Stop } from './queries.ts';

/** Maximum number of listed tokens. */
const shown = 100;

/**
 * Returns which tokens a policy change would revoke or disable, without saving it. Lifetime limits apply to new tokens
 * only. A token that would be both idle and disabled is reported as idle, because that is permanent. Idle tokens include
 * those that become idle within a day: otherwise a one-day limit would seem to affect no recently created token.
 * @param now milliseconds since the epoch
 * @param operatorDays the operator's retention of audit logs, or null
 */
export async function dryRunPolicy(
  db: Database,
  { id, policy }: Organization,
  change: PolicyChange,
  now: number,
  operatorDays: number | null,
): Promise<Static<typeof PolicyDryRun>> {
  const after = changedPolicy(policy, change);
  const idleDays = after.idleRevocationDays === policy.idleRevocationDays ? null : after.idleRevocationDays;
  const stop: Stop = {
    all: policy.patsEnabled && !after.patsEnabled,
    // Without the sweep's slack, which is over by then. Includes tokens created right now.
    unusedSince: idleDays === null ? null : now + day - idleDays * day + 1,
  };
  const idleNow = idleDays === null ? null : idleSince(idleDays, now);
  const { rows, totalTokens, totalMembers, isExact } = await findStopping(db, id, stop, shown, now);
  return {
    tokens: rows.map((row) => ({
      id: row.id,
      name: row.name,
      hint: row.hint,
      reason: reasonOf(row, stop, idleNow),
      owner: { id: row.ownerId, name: row.ownerName, email: row.ownerEmail },
    })),
    totalTokens,
    totalMembers,
    ...(isExact ? {} : { totalsAreExact: false as const }),
    membersWithoutTwoFactor:
      after.twoFactor === 'off' || after.twoFactor === policy.twoFactor
        ? 0
        : await countMembersWithoutFactor(db, id, after.twoFactor),
    deletedEvents: await deletedEvents(
      db,
      id,
      auditRetention(policy.auditRetentionDays, operatorDays),
      auditRetention(after.auditRetentionDays, operatorDays),
      now,
    ),
    deletedUsageBefore: deletedUsage(policy.usageRetentionDays, after.usageRetentionDays, now),
  };
}

/** The events that a shorter retention deletes: the sequence has no gaps, so they need not be counted. */
async function deletedEvents(
  db: Database,
  organizationId: string,
  before: number | null,
  after: number | null,
  now: number,
): Promise<Static<typeof PolicyDryRun>['deletedEvents']> {
  if (after === null || (before !== null && before <= after)) return null;
  const until = now - after * day;
  const [first, last] = [await firstEvent(db, organizationId), await planPruning(db, organizationId, until)];
  if (!first || !last) return null;
  return {
    total: last.sequence - first.sequence + 1,
    oldest: formatTimestamp(first.at),
    before: formatTimestamp(until),
  };
}

function deletedUsage(before: number | null, after: number | null, now: number): string | null {
  const days = after ?? usageRetention.longest;
  return days < (before ?? usageRetention.longest) ? dateOf(dayOf(now) - days + 1) : null;
}

function reasonOf(
  { lastUsedAt, createdAt }: { readonly lastUsedAt: number | null; readonly createdAt: number },
  { all }: Stop,
  idleNow: number | null,
): (typeof stopReasons)[number] {
  if (idleNow !== null && (lastUsedAt ?? createdAt) < idleNow) return 'idle';
  return all ? 'pats_disabled' : 'idle_soon';
}
