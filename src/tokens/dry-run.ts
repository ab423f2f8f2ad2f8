import type { Static } from 'typebox';
import type { Policy } from '../access/policy.ts';
import type { Organization } from '../principals/principal.ts';
import type { Database } from '../storage/database.ts';
import { countMembersWithoutSecondFactor, findStopping, type Stop } from './dry-run-queries.ts';
import type { PolicyDryRun } from './schema.ts';
import { idleSince } from './sweep.ts';

/** Tokens shown at most; all are counted. */
const shown = 100;

/**
 * What would stop if a change of the policy were saved, without saving it. Limits on the life of a token bear on new
 * ones only, so they stop none. A token that is idle and would also be switched off is told as idle: that is for good.
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
    unusedSince: idleDays === null ? null : idleSince(idleDays, now),
  };
  const { rows, totalTokens, totalMembers } = await findStopping(db, id, stop, shown, now);
  const requiresSecondFactor = after.twoFactorRequired && !policy.twoFactorRequired;
  return {
    tokens: rows.map((row) => ({
      id: row.id,
      name: row.name,
      hint: row.hint,
      reason: isIdle(row, stop) ? 'idle' : 'pats_disabled',
      owner: { id: row.ownerId, name: row.ownerName, email: row.ownerEmail },
    })),
    totalTokens,
    totalMembers,
    membersWithoutTwoFactor: requiresSecondFactor ? await countMembersWithoutSecondFactor(db, id) : 0,
  };
}

function isIdle(row: { lastUsedAt: number | null; createdAt: number }, { unusedSince }: Stop): boolean {
  return unusedSince !== null && (row.lastUsedAt ?? row.createdAt) < unusedSince;
}
