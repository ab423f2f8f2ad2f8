import { type SelectQueryBuilder, sql } from 'kysely';
import { day } from '../../access/policy.ts';
import { listOrder, type PageRequest, readPage } from '../../contract/paging.ts';
import type { Database } from '../../storage/database.ts';
import { lastUseOf } from '../../storage/last-uses.ts';
import {
  compareRow,
  countedRows,
  countRows,
  limitedCount,
  type Total,
  totalOf,
} from '../../storage/list-queries.ts';
import { searchIndexOf } from '../../storage/search/index-of.ts';
import type { Tables } from '../../storage/tables/tables.ts';
import { endsAt, listedTokens } from '../queries.ts';

/** How long ended tokens stay stored, in milliseconds: until then, lists and errors say why they do not work. */
export const retention = 90 * day;

type Tokens = SelectQueryBuilder<Tables, 'access_tokens', object>;
type EndedTokens = SelectQueryBuilder<Tables, 'access_tokens', { id: string; at: number }>;
type Position = readonly [at: number, id: string];

/** Whose ended tokens. @param userId null for those of all members */
type Scope = { readonly organizationId: string; readonly userId: string | null };

export type InactiveRow = Awaited<ReturnType<typeof listInactiveTokens>>['data'][number];

const order = listOrder('inactive-tokens', 'integer', 'id');
const searchOrder = listOrder('inactive-tokens-found', 'integer', 'id');

/** Returns a page of the tokens that ended in the last 90 days, last ended first. */
export function listInactiveTokens(db: Database, scope: Scope, request: PageRequest, now: number) {
  const marked = markedTokens(db, scope, now);
  const unmarked = unmarkedTokens(db, scope, now);
  const markedEnd = sql<number>`access_tokens.ended_at`;
  return readPage(request, {
    order,
    count: () => countEnded(db, marked, unmarked),
    read: ({ after, offset, limit }) => {
      const most = offset + limit;
      const page = db
        .selectFrom(
          lastEnded(db, marked, markedEnd, after, most)
            .unionAll(lastEnded(db, unmarked, endsAt, after, most))
            .as('ended'),
        )
        .select(['ended.id', 'ended.at'])
        .orderBy('ended.at', 'desc')
        .orderBy('ended.id', 'desc')
        .limit(limit)
        .offset(offset);
      return withEnds(db, scope.organizationId, page)
        .orderBy('listed.at', 'desc')
        .orderBy('listed.id', 'desc')
        .execute();
    },
    positionOf: ({ endedAt, id }) => [endedAt, id],
  });
}

/** So many tokens end between two cleanups, unless the server was stopped. */
const usuallyUnmarked = 500;

/**
 * Counts both kinds of ended tokens. PostgreSQL has no statistics of when tokens end, because the index is partial. It
 * would expect a third of all tokens to have ended, and read the whole table for them, but for an order and a low limit.
 */
async function countEnded(db: Database, marked: Tokens, unmarked: Tokens): Promise<Total> {
  const counts = await db
    .selectNoFrom([
      limitedCount(db, marked, countedRows + 1).as('marked'),
      limitedCount(db, unmarked.orderBy(endsAt), usuallyUnmarked + 1).as('unmarked'),
    ])
    .executeTakeFirstOrThrow();
  const [few, rest] = [counts.unmarked ?? 0, counts.marked ?? 0];
  if (few <= usuallyUnmarked) return totalOf(rest + few, countedRows);
  const all = marked.select('access_tokens.id').unionAll(unmarked.select('access_tokens.id'));
  return countRows(db, db.selectFrom(all.as('ended')));
}

/** What a search found: the IDs of tokens that may match, whether they are all, and which of them do. */
type Search = {
  readonly ids: readonly string[];
  readonly isExact: boolean;
  readonly isMatch: (row: InactiveRow) => boolean;
};

/** Returns a page of the tokens that a search found and that ended in the last 90 days, last ended first. */
export async function searchInactiveTokens(
  db: Database,
  scope: Scope,
  { ids, isExact, isMatch }: Search,
  request: PageRequest,
  now: number,
) {
  const found = db.selectFrom(searchIndexOf(db).tableOf(ids).as('found')).select('found.id');
  const [marked, unmarked] = [
    markedTokens(db, scope, now).select(['access_tokens.id', sql<number>`access_tokens.ended_at`.as('at')]),
    unmarkedTokens(db, scope, now).select(['access_tokens.id', sql<number>`${endsAt}`.as('at')]),
  ].map((tokens) => tokens.where('access_tokens.id', 'in', found)) as [EndedTokens, EndedTokens];
  const rows = await withEnds(db, scope.organizationId, marked.unionAll(unmarked)).execute();
  const matches = rows
    .filter(isMatch)
    .sort((one, other) => other.endedAt - one.endedAt || (one.id < other.id ? 1 : -1));
  return readPage(request, {
    order: searchOrder,
    count: { total: matches.length, isExact },
    read: async ({ after, offset, limit }) => {
      const isAfter = ({ endedAt, id }: InactiveRow, [at, last]: Position) =>
        endedAt < at || (endedAt === at && id < last);
      const rest = after === null ? matches : matches.filter((row) => isAfter(row, after));
      return rest.slice(offset, offset + limit);
    },
    positionOf: ({ endedAt, id }) => [endedAt, id],
  });
}

/** Selects the tokens that are marked as ended, in the order of an index. */
function markedTokens(db: Database, { organizationId, userId }: Scope, now: number): Tokens {
  return (
    db
      .selectFrom('access_tokens')
      .where('access_tokens.organization_id', '=', organizationId)
      // A literal, to match the partial indexes.
      .where('ended', '=', sql.lit(1))
      .where('ended_at', '>', now - retention)
      .$if(userId !== null, (query) => query.where('user_id', '=', userId ?? ''))
  );
}

/** Selects the tokens that have ended since the last cleanup, which are few. */
function unmarkedTokens(db: Database, { organizationId, userId }: Scope, now: number): Tokens {
  return listedTokens(db, organizationId)
    .where(endsAt, '<=', now)
    .$if(userId !== null, (query) => query.where('user_id', '=', userId ?? ''));
}

/** Selects the IDs and ends of those that ended last, before a position. */
function lastEnded(
  db: Database,
  tokens: Tokens,
  end: typeof endsAt | ReturnType<typeof sql<number>>,
  after: Position | null,
  limit: number,
) {
  const rows = tokens
    .select(['access_tokens.id', sql<number>`${end}`.as('at')])
    .where(compareRow([end, 'access_tokens.id'], '<', after))
    .orderBy(end, 'desc')
    .orderBy('access_tokens.id', 'desc')
    .limit(limit);
  return db.selectFrom(rows.as('part')).select(['part.id', 'part.at']);
}

/** Selects tokens with their owners, why they ended, and who ended them, without an order. */
function withEnds<DB extends Tables, TB extends keyof DB>(
  db: Database,
  organizationId: string,
  tokens: SelectQueryBuilder<DB, TB, { id: string; at: number }>,
) {
  return (
    db
      // Without it, PostgreSQL selects them again for each token if it expects that few have ended.
      .with(
        (cte) => cte('listed').materialized(),
        () => tokens,
      )
      .selectFrom('listed')
      // SQLite joins in this order.
      .crossJoin('access_tokens')
      .crossJoin('users as u')
      .leftJoin('users as b', (on) =>
        on
          .onRef('b.organization_id', '=', 'access_tokens.organization_id')
          .onRef('b.id', '=', 'access_tokens.ended_by'),
      )
      .where('access_tokens.organization_id', '=', organizationId)
      .whereRef('access_tokens.id', '=', 'listed.id')
      .whereRef('u.organization_id', '=', 'access_tokens.organization_id')
      .whereRef('u.id', '=', 'access_tokens.user_id')
      .select(endedColumns)
  );
}

const endedColumns = [
  'access_tokens.id',
  'access_tokens.name',
  'access_tokens.description',
  'access_tokens.hint',
  'access_tokens.scopes',
  'access_tokens.created_at as createdAt',
  'access_tokens.expires_at as expiresAt',
  'access_tokens.revoked_at as revokedAt',
  lastUseOf('access_tokens').as('lastUsedAt'),
  'u.id as ownerId',
  'u.name as ownerName',
  'u.email as ownerEmail',
  'listed.at as endedAt',
  'access_tokens.end_reason as endReason',
  'access_tokens.ended_by as endedBy',
  'b.name as endedByName',
  'access_tokens.successor_id as successorId',
] as const;
