import { sql } from 'kysely';
import { listOrder, type Page, type PageRequest, readPage } from '../../contract/paging.ts';
import type { Database } from '../../storage/database.ts';
import { isPostgres } from '../../storage/dialects/is-postgres.ts';
import { compareRow, countRows, type Total } from '../../storage/list-queries.ts';
import { listMembers, type MemberRow, memberColumns } from '../queries.ts';
import type { MemberSort } from '../schema.ts';
import type { Group, MemberFilter, Search } from './filter.ts';
import { findMatches } from './search-queries.ts';

type Position = readonly [value: number | string, id: string];
type Slice = { readonly after: Position | null; readonly offset: number; readonly limit: number };
type Source = {
  readonly count: (() => Promise<Total>) | Total;
  readonly read: (slice: Slice) => Promise<MemberRow[]>;
};

/** An order of members that an index has. */
type MemberOrder = {
  readonly column: 'created_at' | 'name_order' | 'last_seen_at';
  readonly sortValue: (row: MemberRow) => number | string;
  readonly readPage: (request: PageRequest, sort: MemberSort, source: Source) => Promise<Page<MemberRow>>;
};

const byTime = (
  column: 'created_at' | 'last_seen_at',
  sortValue: (row: MemberRow) => number,
): MemberOrder => ({
  column,
  sortValue,
  readPage: (request, sort, source) =>
    readPage(request, {
      ...source,
      order: listOrder(`members ${sort}`, 'integer', 'id'),
      positionOf: (row) => [sortValue(row), row.id],
    }),
});
const orders = {
  createdAt: byTime('created_at', ({ createdAt }) => createdAt),
  lastSeenAt: byTime('last_seen_at', ({ lastSeenAt }) => lastSeenAt),
  name: {
    column: 'name_order',
    sortValue: ({ nameOrder }) => nameOrder,
    readPage: (request, sort, source) =>
      readPage(request, {
        ...source,
        order: listOrder(`members ${sort}`, 'id', 'id'),
        positionOf: (row) => [row.nameOrder, row.id],
      }),
  },
} satisfies Record<string, MemberOrder>;

function orderOf(sort: MemberSort): MemberOrder & { readonly isDescending: boolean } {
  const isDescending = sort.startsWith('-');
  const name = sort.replace('-', '');
  const order = name === 'name' ? orders.name : name === 'lastSeenAt' ? orders.lastSeenAt : orders.createdAt;
  return { ...order, isDescending };
}

/**
 * Returns a page of the members that match a filter.
 * @throws SpedyError validation_failed on `cursor` or `page`
 */
export function listFiltered(
  db: Database,
  organizationId: string,
  filter: MemberFilter,
  request: PageRequest,
): Promise<Page<MemberRow>> {
  const { groups, search, sort } = filter;
  if (search) return listMatches(db, organizationId, { ...filter, search }, request);
  if (!groups) return listMembers(db, organizationId, request);
  const parts = groups.map((group) => groupOf(db, organizationId, group));
  return orderOf(sort).readPage(request, sort, {
    count: () => countRows(db, rowsOf(db, parts)),
    read: (slice) => readParts(db, organizationId, parts, sort, slice),
  });
}

function groupOf(db: Database, organizationId: string, { state, role, hasFactor }: Group) {
  return db
    .selectFrom('users')
    .where('organization_id', '=', organizationId)
    .where('state', '=', sql.lit(state))
    .where('role', '=', sql.lit(role))
    .where('has_second_factor', '=', hasFactor);
}
type Part = ReturnType<typeof groupOf>;

/** Selects the rows of all groups, to count them. */
function rowsOf(db: Database, parts: readonly Part[]) {
  const [first, ...others] = parts.map((part) => part.select('id'));
  if (!first) throw new Error('a filter has at least one group');
  return db.selectFrom(first.unionAll(others).as('part'));
}

/** Reads each group in the order of its index, merged into one order. */
function readParts(
  db: Database,
  organizationId: string,
  parts: readonly Part[],
  sort: MemberSort,
  { after, offset, limit }: Slice,
): Promise<MemberRow[]> {
  const { column, isDescending } = orderOf(sort);
  const direction = isDescending ? 'desc' : 'asc';
  const [first, ...others] = parts.map((part) =>
    part
      .select([`${column} as position`, 'id'])
      .where(compareRow([column, 'id'], isDescending ? '<' : '>', after)),
  );
  if (!first) throw new Error('a filter has at least one group');
  // PostgreSQL reads a part in the order of its index only if the part has a limit; SQLite merges only parts without one.
  const firstOf = (part: typeof first) =>
    db
      .selectFrom(
        part
          .orderBy(column, direction)
          .orderBy('id', direction)
          .limit(offset + limit)
          .as('part'),
      )
      .select(['part.position', 'part.id']);
  const merged = isPostgres(db)
    ? firstOf(first).unionAll(others.map(firstOf))
    : db.selectFrom(first.unionAll(others).as('part')).select(['part.position', 'part.id']);
  const listed = merged.orderBy('position', direction).orderBy('id', direction).limit(limit).offset(offset);
  return (
    db
      .selectFrom(listed.as('listed'))
      // SQLite joins in this order.
      .crossJoin('users')
      .where('users.organization_id', '=', organizationId)
      .whereRef('users.id', '=', 'listed.id')
      .select(memberColumns.map((name) => `users.${name}` as const))
      .orderBy('listed.position', direction)
      .orderBy('listed.id', direction)
      .execute()
  );
}

/** Returns a page of the members that a search finds. */
async function listMatches(
  db: Database,
  organizationId: string,
  filter: MemberFilter & { readonly search: Search },
  request: PageRequest,
): Promise<Page<MemberRow>> {
  const { sort } = filter;
  const { sortValue, isDescending, readPage } = orderOf(sort);
  const { found, isExact } = await findMatches(db, organizationId, filter);
  const positionOf = (row: MemberRow): Position => [sortValue(row), row.id];
  const isAfter = (one: Position, other: Position) =>
    isDescending ? isGreater(other, one) : isGreater(one, other);
  const rows = found.toSorted((one, other) => (isAfter(positionOf(one), positionOf(other)) ? 1 : -1));
  return readPage(request, sort, {
    count: { total: rows.length, isExact },
    read: async ({ after, offset, limit }) => {
      const rest =
        after === null ? rows.slice(offset) : rows.filter((row) => isAfter(positionOf(row), after));
      return rest.slice(0, limit);
    },
  });
}

function isGreater([value, id]: Position, [otherValue, otherId]: Position): boolean {
  return value === otherValue ? id > otherId : value > otherValue;
}
