import type { Static } from 'typebox';
import { day, type Policy } from '../../access/policy.ts';
import type { Organization } from '../../principals/principal.ts';
import type { Database } from '../../storage/database.ts';
import type { PolicyDryRun, stopReasons } from '../schema.ts';
import { idleSince } from '../sweep.ts';
import { countMembersWithoutSecondFactor, findStopping, type Stop } from './queries.ts';

/** Tokens shown at most; all are counted. */
const shown = 100;

/**
 * What would stop if a change of the policy were saved, without saving it. Limits on the life of a token bear on new
 * ones only, so they stop none. A token that is idle and would also be switched off is told as idle: that is for good.
 * Idle tokens are those that the first sweep would revoke, and those that a sweep of the day after would: tokens that
 * were made an hour ago and never used are no reason to say that a limit of one day stops nothing.
 * @param now milliseconds since the epoch
 */
export async function dryRunPolicy(
  db: Database,
  { id, policy }: Organization,
  change: Partial<Policy>,
  now: number,
): Promise<Static<typeof PolicyDryRun>> {
  const after = { ...policy, ...change };
  const idleDays = after.idleRevocationDays === policy.idleRevocationDays ? null : after.idleRevocationDays;
  const stop: Stop = {
    all: policy.patsEnabled && !after.patsEnabled,
    // Without the sweep's slack, which it will have had by then; what was made at this moment counts.
    unusedSince: idleDays === null ? null : now + day - idleDays * day + 1,
  };
  const idleNow = idleDays === null ? null : idleSince(idleDays, now);
  const { rows, totalTokens, totalMembers } = await findStopping(db, id, stop, shown, now);
  const requiresSecondFactor = after.twoFactorRequired && !policy.twoFactorRequired;
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
    membersWithoutTwoFactor: requiresSecondFactor ? await countMembersWithoutSecondFactor(db, id) : 0,
  };
}

function reasonOf(
  { lastUsedAt, createdAt }: { readonly lastUsedAt: number | null; readonly createdAt: number },
  { all }: Stop,
  idleNow: number | null,
): (typeof stopReasons)[number] {
  if (idleNow !== null && (lastUsedAt ?? createdAt) < idleNow) return 'idle';
  return all ? 'pats_disabled' : 'idle_soon';
}
