import { findVersion } from '../../audit/queries.ts';
import { cacheOfEach } from '../../contract/lists/version-cache.ts';
import type { Database } from '../../storage/database.ts';
import type { Total } from '../../storage/list-queries.ts';
import { endsAt, listedTokens, never } from '../queries.ts';
import type { OwnedTokenFilter } from './filter.ts';

/** Times are milliseconds since the epoch. */
type Counted = {
  readonly total: Total;
  readonly at: number;
  /** When the next token ends, or begins to be one of those that end soon. */
  readonly until: number;
};

/** Bytes: of all totals, and about those of one, beside its key. */
const [capacity, size] = [262_144, 128];
const totalsOf = cacheOfEach<Counted>(() => size, capacity);

/**
 * Returns the total of an organization's tokens that match a filter. It is counted once, for all pages and orders, until
 * something is changed in the organization, or time changes it: the end of a token is no change.
 */
export async function totalOfTokens(
  db: Database,
  organizationId: string,
  filter: OwnedTokenFilter,
  now: number,
  count: () => Promise<Total>,
): Promise<Total> {
  const { search, userId, unusedSince, expiresBy, expiry, createdBefore, exceptId } = filter;
  // A use is not a change. The others are not those of a page.
  if (search !== null || unusedSince !== null || createdBefore !== undefined || exceptId !== undefined)
    return count();
  const within = expiresBy === null ? null : expiresBy - now;
  const { total } = await totalsOf(db).get({
    key: JSON.stringify([organizationId, userId, within, expiry]),
    version: () => findVersion(db, organizationId),
    read: async () => ({
      total: await count(),
      at: now,
      until: await nextChange(db, organizationId, now, within),
    }),
    isValid: ({ at, until }) => now >= at && now < until,
  });
  return total;
}

/** Returns when the next token ends, or has only `within` left. */
async function nextChange(db: Database, organizationId: string, now: number, within: number | null) {
  const nextEnd = async (after: number) => {
    const [next] = await listedTokens(db, organizationId)
      .select(endsAt.as('at'))
      .where(endsAt, '>', after)
      .orderBy(endsAt)
      .limit(1)
      .execute();
    return next?.at ?? never;
  };
  const end = await nextEnd(now);
  return within === null ? end : Math.min(end, (await nextEnd(now + within)) - within);
}
