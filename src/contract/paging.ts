import { countedRows, type Total } from '../storage/list-queries.ts';
import { invalidField } from './errors.ts';

export type PageRequest = {
  readonly page: number;
  readonly limit: number;
  readonly cursor?: string | undefined;
};
export type Page<Item> = {
  data: Item[];
  total: number;
  totalIsExact?: false;
  page: number;
  pageSize: number;
  totalPages: number;
  nextCursor?: string;
};

/** The number of rows before a page. */
export function pageOffset({ page, limit }: PageRequest): number {
  return (page - 1) * limit;
}

/** Returns a page in the form of the API. */
export function toPage<Item>({ page, limit }: PageRequest, total: number, data: Item[]): Page<Item> {
  return { data, total, page, pageSize: limit, totalPages: Math.ceil(total / limit) };
}

type Kind = 'integer' | 'id';
type PositionOf<Kinds extends readonly Kind[]> = {
  readonly [Index in keyof Kinds]: Kinds[Index] extends 'integer' ? number : string;
};

/** The order of a list: its name, and the kinds of the columns that it is ordered by. */
export type ListOrder<Kinds extends readonly Kind[]> = { readonly name: string; readonly kinds: Kinds };

/** @param name appears in cursors, so that a cursor of another list is rejected */
export function listOrder<const Kinds extends readonly Kind[]>(
  name: string,
  ...kinds: Kinds
): ListOrder<Kinds> {
  return { name, kinds };
}

/** The rows to read: those after a position, or after the first `offset` rows. */
type Slice<Position> = {
  readonly after: Position | null;
  readonly offset: number;
  readonly limit: number;
};

type ListReader<Kinds extends readonly Kind[], Row> = {
  readonly order: ListOrder<Kinds>;
  /** Counts the rows with a query, or says how many a search has found, which may not be all. */
  readonly count: (() => Promise<Total>) | Total;
  readonly read: (slice: Slice<PositionOf<Kinds>>) => Promise<Row[]>;
  /** Returns the values of a row that the list is ordered by. */
  readonly positionOf: (row: Row) => PositionOf<Kinds>;
};

/**
 * Reads a page of a list, by its number or after a cursor.
 * @throws SpedyError validation_failed for a malformed cursor, and for a page number beyond the counted rows
 */
export async function readPage<const Kinds extends readonly Kind[], Row>(
  request: PageRequest,
  { order, count, read, positionOf }: ListReader<Kinds, Row>,
): Promise<Page<Row>> {
  const { limit } = request;
  const start = request.cursor === undefined ? null : parseCursor(order, request.cursor);
  if (start && request.page !== 1) throw cursorWithPage();
  const page = start?.page ?? request.page;
  const offset = start ? 0 : pageOffset(request);
  // One row more than the page has, to know whether another page follows.
  const slice = { after: start?.position ?? null, offset, limit: limit + 1 };
  const first = page === 1 && !start && typeof count === 'function' ? await read(slice) : null;
  // Most lists fit on one page, and need not be counted.
  const isWhole = first !== null && first.length <= limit;
  const { total, isExact } = isWhole
    ? { total: first.length, isExact: true }
    : typeof count === 'function'
      ? await count()
      : count;
  requireCountedPage(offset, { total, isExact });
  const isBeyondEnd = isExact && offset > 0 && offset >= total;
  const rows = first ?? (isBeyondEnd ? [] : await read(slice));
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return {
    ...toPage({ page, limit }, total, data),
    ...(isExact ? {} : { totalIsExact: false }),
    ...(last !== undefined && rows.length > limit
      ? { nextCursor: formatCursor(order, page + 1, positionOf(last)) }
      : {}),
  };
}

/** Returns a page with each of its rows presented. */
export function mapPage<Row, Item>(page: Page<Row>, present: (row: Row) => Item): Page<Item> {
  return { ...page, data: page.data.map(present) };
}

/** A cursor names its list, the number of its page, and the position of the last row before that page. */
export function formatCursor(
  { name }: ListOrder<readonly Kind[]>,
  page: number,
  position: readonly (number | string)[],
): string {
  return Buffer.from(JSON.stringify([name, page, ...position])).toString('base64url');
}

/** @throws SpedyError validation_failed */
function parseCursor<Kinds extends readonly Kind[]>(
  order: ListOrder<Kinds>,
  cursor: string,
): { page: number; position: PositionOf<Kinds> } {
  const parsed = readCursor(order, cursor);
  if (!parsed) throw invalidCursor();
  return parsed;
}

export function cursorWithPage() {
  return invalidField('cursor', 'must not be combined with page');
}

export function invalidCursor() {
  return invalidField('cursor', 'must be the nextCursor of a page of this list');
}

/** Returns the page and position of a cursor, or null if it is not one of this order. */
export function readCursor<Kinds extends readonly Kind[]>(
  { name, kinds }: ListOrder<Kinds>,
  cursor: string,
): { page: number; position: PositionOf<Kinds> } | null {
  const [list, page, ...position] = parseArray(Buffer.from(cursor, 'base64url').toString());
  const isValid =
    list === name &&
    isPositive(page) &&
    position.length === kinds.length &&
    kinds.every((kind, index) => isOfKind(kind, position[index]));
  return isValid ? { page, position: position as unknown as PositionOf<Kinds> } : null;
}

/**
 * Requires a page to be within the rows that are counted.
 * @throws SpedyError validation_failed
 */
export function requireCountedPage(offset: number, { total, isExact }: Total): void {
  if (offset >= countedRows && (total > countedRows || !isExact))
    throw invalidField(
      'page',
      `must not go beyond the first ${countedRows} rows: to read more, send the nextCursor of the previous response as cursor`,
    );
}

function parseArray(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isPositive(value: unknown): value is number {
  return Number.isSafeInteger(value) && typeof value === 'number' && value > 0;
}

function isOfKind(kind: Kind, value: unknown): boolean {
  return kind === 'integer'
    ? Number.isSafeInteger(value)
    : typeof value === 'string' && /^[\w-]{1,100}$/.test(value);
}
