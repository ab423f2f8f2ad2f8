import type { Static } from 'typebox';
import { day, dayOf } from '../access/policy.ts';
import type { Database } from '../storage/database.ts';
import { listActiveTokens, maxActiveTokens } from './queries.ts';
import type { TokenUsage } from './schema.ts';
import { findUsage } from './usage-queries.ts';

/** How many days usage counts are stored. */
export const daysKept = 90;

/**
 * Returns the daily uses of a member's active tokens, ending today. Uses of the last minute may be missing.
 * @param days 1 to 90
 * @param now milliseconds since the epoch
 */
export async function tokenUsage(
  db: Database,
  owner: { organizationId: string; userId: string },
  days: number,
  now: number,
): Promise<Static<typeof TokenUsage>> {
  const first = dayOf(now) - days + 1;
  const tokens = await listActiveTokens(db, owner, now);
  const counts = new Map<string, number[]>(tokens.map(({ id }) => [id, Array<number>(days).fill(0)]));
  for (const use of await findUsage(db, owner, { since: first, limit: maxActiveTokens * days, now })) {
    const index = use.day - first;
    if (index < days) counts.get(use.tokenId)?.splice(index, 1, use.count);
  }
  return {
    days: Array.from({ length: days }, (_, index) => dateOf(first + index)),
    tokens: [...counts].map(([id, ofToken]) => ({ id, counts: ofToken })),
  };
}

function dateOf(dayNumber: number): string {
  return new Date(dayNumber * day).toISOString().slice(0, 10);
}
