import { type SelectQueryBuilder, sql } from 'kysely';
import { planHasPats } from '../../access/plans.ts';
import { dayOf } from '../../access/policy.ts';
import type { Page, PageRequest } from '../../contract/paging.ts';
import { findReleasing } from '../../members/queries.ts';
import type { Organization } from '../../principals/principal.ts';
import type { Database } from '../../storage/database.ts';
import { lastUseOf } from '../../storage/last-uses.ts';
import { compareRow, countRows } from '../../storage/list-queries.ts';
import { searchIndexOf } from '../../storage/search/index-of.ts';
import type { Tables } from '../../storage/tables/tables.ts';
import {
  inOrder,
  keyOf,
  orderBy,
  type Position,
  readSortedPage,
  sliceOf,
  type TokenOrder,
  type TokenSort,
} from '../lists/order-queries.ts';
import { findCandidates, matchesSearch } from '../lists/search.ts';
import { mostCompared } from '../lists/word-queries.ts';
import { activeTokens, endlessTokens, endsAt, isActive, listedTokens, never } from '../queries.ts';
import type { OwnedTokenFilter } from './filter.ts';
import { withOwners } from './queries.ts';
import { totalOfTokens } from './total-queries.ts';

/** Candidates of a search: by their own words, those of their owners, and their last characters. */
const mostFound = 4 * mostCompared;

type Tokens = SelectQueryBuilder<Tables, 'access_tokens', object>;
export type OwnedToken = Awaited<ReturnType<ReturnType<typeof withOwners>['execute']>>[number];

/** Newest first, and unused for longest first. */
export const [byCreation, byActivity] = [orderBy('-createdAt'), orderBy('lastUsedAt')];
const byEnd = orderBy('expiresAt');

/** Returns the order whose index has the filtered tokens together. A member has few tokens, in any order. */
function naturalSort({ userId, unusedSince, expiresBy, expiry }: OwnedTokenFilter): TokenSort {
  if (userId !== null) return '-createdAt';
  if (unusedSince !== null) return 'lastUsedAt';
  return expiresBy !== null || expiry === 'set' ? 'expiresAt' : '-createdAt';
}

/** Selects an organization's tokens that have not ended and match a filter, but for its search and pause. */
function filteredTokens(
  db: Database,
  organizationId: string,
  filter: OwnedTokenFilter,
  order: TokenOrder,
  after: Position | null,
  now: number,
): Tokens {
  const isByEnd = keyOf(order.sort) === 'expiresAt';
  // Their end alone says that they have not ended.
  if (!isByEnd && filter.expiry !== 'none') return matching(activeTokens(db, organizationId, now), filter);
  const { userId, unusedSince } = filter;
  if (!isByEnd && userId === null && unusedSince === null)
    return matching(endlessTokens(db, organizationId), { ...filter, expiry: null });
  const tokens = matching(listedTokens(db, organizationId), filter);
  if (!isByEnd) return tokens;
  // From the position on, because SQLite searches the index for the first column only.
  const end = after === null ? null : Number(after[0]);
  const from = order.isDescending || end === null ? now + 1 : Math.max(now + 1, end);
  return tokens
    .where(endsAt, '>=', from)
    .$if(order.isDescending && end !== null, (query) => query.where(endsAt, '<=', end ?? never));
}

/** Selects the same tokens to count them: by their end alone, which takes the least time. */
function countedTokens(db: Database, organizationId: string, filter: OwnedTokenFilter, now: number): Tokens {
  const { userId, unusedSince, expiry } = filter;
  // Another order, or index, has these together.
  const isTogether = userId !== null || unusedSince !== null || expiry === 'none';
  return filteredTokens(db, organizationId, filter, isTogether ? byCreation : byEnd, null, now);
}

function matching(
  all: Tokens,
  { userId, unusedSince, expiresBy, expiry, createdBefore, exceptId }: OwnedTokenFilter,
): Tokens {
  let tokens = all;
  if (userId !== null) tokens = tokens.where('user_id', '=', userId);
  if (unusedSince !== null) tokens = tokens.where(isUnusedSince(unusedSince));
  if (expiresBy !== null) tokens = tokens.where(endsAt, '<=', expiresBy);
  // A literal, to match the index.
  if (expiry !== null) tokens = tokens.where(endsAt, expiry === 'set' ? '<' : '=', sql.lit(never));
  if (createdBefore !== undefined) tokens = tokens.where('created_at', '<', createdBefore);
  if (exceptId !== undefined) tokens = tokens.where('access_tokens.id', '<>', exceptId);
  return tokens;
}

/** Matches tokens that were last used, or created, at a time or before. Only those of its day need the exact time. */
export function isUnusedSince(time: number) {
  const day = sql.lit(dayOf(time));
  return sql<boolean>`(access_tokens.active_day <= ${day} and (access_tokens.active_day < ${day}
    or coalesce(${lastUseOf('access_tokens')}, access_tokens.created_at) <= ${time}))`;
}

type List = {
  readonly organization: Organization;
  /** Not `inactive`, which has a list of its own. */
  readonly filter: OwnedTokenFilter;
  readonly sort: TokenSort | undefined;
};

/**
 * Returns a page of the organization's tokens that have not ended, with their owners: newest first; with a filter on their
 * last use or end, and no member, those unused for longest or that end soonest first. Another order, a search, and paused
 * tokens are limited to 1,000 tokens of the filter, which are sorted here.
 */
export async function listOwnedTokens(
  db: Database,
  { organization, filter, sort }: List,
  request: PageRequest,
  now: number,
): Promise<Page<OwnedToken>> {
  const natural = naturalSort(filter);
  const order = orderBy(sort ?? natural);
  const isIndexed = keyOf(order.sort) === keyOf(natural) || isUnfiltered(filter);
  if (filter.search !== null || isPausedByMembers(organization, filter) || !isIndexed) {
    const { rows, isExact } = await matchingTokens(db, organization, filter, now);
    return readSortedPage('organization-tokens-found', order, request, {
      count: { total: rows.length, isExact },
      read: async (slice) => sliceOf(order, rows, slice),
    });
  }
  const { id: organizationId } = organization;
  const releasing = await findReleasing(db, organizationId);
  const tokensAfter = (after: Position | null) =>
    withoutReleasing(filteredTokens(db, organizationId, filter, order, after, now), releasing);
  return readSortedPage('organization-tokens', order, request, {
    count: () =>
      totalOfTokens(db, organizationId, filter, now, async () => {
        // Read again: a total that is kept for a version must see nothing that is older.
        const current = await findReleasing(db, organizationId);
        return countRows(db, withoutReleasing(countedTokens(db, organizationId, filter, now), current));
      }),
    read: ({ after, offset, limit }) => {
      const isAfter = compareRow(order.columns, order.isDescending ? '<' : '>', after);
      const page = inOrder(order, tokensAfter(after).where(isAfter))
        .select('access_tokens.id')
        .limit(limit)
        .offset(offset);
      return inOrder(order, withOwners(db, organizationId, page)).execute();
    },
  });
}

/**
 * Returns at most 1,000 tokens that have not ended and match a filter, in no order. If they are not exact, there can be
 * more.
 */
async function matchingTokens(
  db: Database,
  organization: Organization,
  filter: OwnedTokenFilter,
  now: number,
): Promise<{ readonly rows: readonly OwnedToken[]; readonly isExact: boolean }> {
  const { id: organizationId } = organization;
  const { search } = filter;
  const releasing = await findReleasing(db, organizationId);
  const order = orderBy(naturalSort(filter));
  const candidates = search === null ? null : await findCandidates(db, organizationId, search);
  const found =
    candidates === null
      ? filteredTokens(db, organizationId, filter, order, null, now)
      : candidateTokens(db, organizationId, candidates.ids, filter, now);
  const deactivated = isPausedByMembers(organization, filter)
    ? await deactivatedMembers(db, organizationId)
    : null;
  if (deactivated?.length === 0) return { rows: [], isExact: true };
  const tokens = withoutReleasing(found, releasing)
    .select('access_tokens.id')
    .$if(deactivated !== null, (query) => query.where('user_id', 'in', deactivated ?? []));
  // The candidates of a search are few, and the index of members has another order.
  const first = search === null && deactivated === null ? inOrder(order, tokens) : tokens;
  const most = search === null ? mostCompared : mostFound;
  const ids = await first.limit(most + 1).execute();
  const table = searchIndexOf(db).tableOf(ids.map(({ id }) => id));
  const page = db.selectFrom(table.as('found')).select('found.id');
  const rows = await withOwners(db, organizationId, page).execute();
  const matches = search === null ? rows : rows.filter((row) => matchesSearch(row, search));
  return {
    rows: matches.slice(0, mostCompared),
    isExact: candidates?.isExact !== false && matches.length <= mostCompared && ids.length <= most,
  };
}

/** Selects those of the candidates of a search that have not ended and match the rest of the filter. */
function candidateTokens(
  db: Database,
  organizationId: string,
  ids: readonly string[],
  filter: OwnedTokenFilter,
  now: number,
): Tokens {
  const found = db.selectFrom(searchIndexOf(db).tableOf(ids).as('found')).select('found.id');
  const tokens = db
    .selectFrom('access_tokens')
    .where('access_tokens.organization_id', '=', organizationId)
    .where('access_tokens.id', 'in', found)
    .where('ended', '=', sql.lit(0))
    .where(isActive(now));
  return matching(tokens, filter);
}

function withoutReleasing(tokens: Tokens, releasing: readonly string[]): Tokens {
  return releasing.length > 0 ? tokens.where('user_id', 'not in', releasing) : tokens;
}

function isUnfiltered({ userId, unusedSince, expiresBy, expiry }: OwnedTokenFilter): boolean {
  return userId === null && unusedSince === null && expiresBy === null && expiry === null;
}

/** Whether only tokens of deactivated members are paused: plan and policy pause all tokens. */
function isPausedByMembers({ plan, policy }: Organization, { state }: OwnedTokenFilter): boolean {
  return state === 'paused' && planHasPats(plan) && policy.patsEnabled;
}

async function deactivatedMembers(db: Database, organizationId: string): Promise<readonly string[]> {
  const members = await db
    .selectFrom('users')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('state', '=', sql.lit('deactivated'))
    // Always true: it implies the condition of the index.
    .where('has_second_factor', 'in', [0, 1])
    .limit(mostCompared)
    .execute();
  return members.map(({ id }) => id);
}
