import type { Static } from 'typebox';
import { day, dayOf, usageRetention } from '../../access/policy.ts';
import type { Database } from '../../storage/database.ts';
import { listActiveTokens } from '../queries.ts';
import type { TokenUsage } from '../schema.ts';
import { findUsage } from './queries.ts';

/** How many days usage counts are stored. */
export const daysKept = usageRetention.longest;
/** Tokens whose counts are read together. */
const tokensAtOnce = 50;

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
  const ids = [...counts.keys()];
  // In parts, so that the many rows of many tokens do not hold the event loop.
  for (let start = 0; start < ids.length; start += tokensAtOnce)
    for (const use of await findUsage(
      db,
      owner.organizationId,
      ids.slice(start, start + tokensAtOnce),
      first,
    )) {
      const index = use.day - first;
      if (index < days) counts.get(use.tokenId)?.splice(index, 1, use.count);
    }
  return {
    days: Array.from({ length: days }, (_, index) => dateOf(first + index)),
    tokens: [...counts].map(([id, ofToken]) => ({ id, counts: ofToken })),
  };
}

/** Returns a day, in days since the epoch, as a date. */
export function dateOf(dayNumber: number): string {
  return new Date(dayNumber * day).toISOString().slice(0, 10);
}
