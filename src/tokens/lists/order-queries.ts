import { type SelectQueryBuilder, sql } from 'kysely';
import { listOrder, type Page, type PageRequest, readPage } from '../../contract/paging.ts';
import type { Total } from '../../storage/list-queries.ts';
import { endsAt } from '../queries.ts';

/** What lists of tokens are sorted by; with `-`, from the last to the first. */
export const tokenSorts = [
  'createdAt',
  '-createdAt',
  'name',
  '-name',
  'lastUsedAt',
  '-lastUsedAt',
  'expiresAt',
  '-expiresAt',
] as const;
export type TokenSort = (typeof tokenSorts)[number];

/** The values by which a token is sorted. */
export type SortedRow = {
  readonly id: string;
  readonly createdAt: number;
  readonly nameOrder: string;
  readonly activeDay: number;
  readonly endsAt: number;
};

type Value = number | string;
export type Position = readonly Value[];
type Slice = { readonly after: Position | null; readonly offset: number; readonly limit: number };
export type Source<Row> = {
  readonly count: (() => Promise<Total>) | Total;
  readonly read: (slice: Slice) => Promise<Row[]>;
};

/** An order of tokens that an index has, in both directions. */
export type TokenOrder = {
  readonly sort: TokenSort;
  readonly columns: readonly (string | typeof endsAt)[];
  readonly isDescending: boolean;
  readonly positionOf: (row: SortedRow) => Position;
};

const [createdAt, id] = ['access_tokens.created_at', 'access_tokens.id'];
const keys = {
  createdAt: {
    columns: [createdAt, id],
    kinds: ['integer', 'id'],
    positionOf: (row: SortedRow) => [row.createdAt, row.id],
  },
  name: {
    columns: ['access_tokens.name_order', id],
    kinds: ['id', 'id'],
    positionOf: (row: SortedRow) => [row.nameOrder, row.id],
  },
  lastUsedAt: {
    columns: ['access_tokens.active_day', createdAt, id],
    kinds: ['integer', 'integer', 'id'],
    positionOf: (row: SortedRow) => [row.activeDay, row.createdAt, row.id],
  },
  expiresAt: {
    columns: [endsAt, createdAt, id],
    kinds: ['integer', 'integer', 'id'],
    positionOf: (row: SortedRow) => [row.endsAt, row.createdAt, row.id],
  },
} as const;
type Key = keyof typeof keys;

/** Returns an order by its name. */
export function orderBy(sort: TokenSort): TokenOrder {
  return { sort, ...keys[keyOf(sort)], isDescending: sort.startsWith('-') };
}

/** Returns what an order is by, whatever its direction. */
export function keyOf(sort: TokenSort): Key {
  return sort.replace('-', '') as Key;
}

/** Reads a page of tokens in an order. @param list its name, in cursors */
export function readSortedPage<Row extends SortedRow>(
  list: string,
  { sort, positionOf }: TokenOrder,
  request: PageRequest,
  source: Source<Row>,
): Promise<Page<Row>> {
  const { kinds } = keys[keyOf(sort)];
  return readPage<(typeof kinds)[number][], Row>(request, {
    ...source,
    order: listOrder(`${list} ${sort}`, ...kinds),
    positionOf: (row) => [...positionOf(row)] as never,
  });
}

/** Orders a query of tokens. */
export function inOrder<DB, TB extends keyof DB, Row>(
  { columns, isDescending }: Pick<TokenOrder, 'columns' | 'isDescending'>,
  tokens: SelectQueryBuilder<DB, TB, Row>,
): SelectQueryBuilder<DB, TB, Row> {
  const direction = isDescending ? 'desc' : 'asc';
  return columns.reduce((query, column) => query.orderBy(refOf(column), direction), tokens);
}

function refOf(column: string | typeof endsAt) {
  return typeof column === 'string' ? sql.ref(column) : column;
}

/** Sorts rows that were all read, and returns those after a position. */
export function sliceOf<Row extends SortedRow>(
  { positionOf, isDescending }: TokenOrder,
  rows: readonly Row[],
  { after, offset, limit }: Slice,
): Row[] {
  const sign = isDescending ? -1 : 1;
  const sorted = rows.toSorted((one, other) => sign * compare(positionOf(one), positionOf(other)));
  const rest = after === null ? sorted : sorted.filter((row) => sign * compare(positionOf(row), after) > 0);
  return rest.slice(offset, offset + limit);
}

function compare(one: Position, other: Position): number {
  for (const [index, value] of one.entries()) {
    const against = other[index] ?? value;
    if (value !== against) return value < against ? -1 : 1;
  }
  return 0;
}
