import {
  cursorWithPage,
  formatCursor,
  invalidCursor,
  type ListOrder,
  listOrder,
  type Page,
  type PageRequest,
  pageOffset,
  readCursor,
  requireCountedPage,
  toPage,
} from '../../contract/paging.ts';
import type { Database } from '../../storage/database.ts';
import type { Total } from '../../storage/list-queries.ts';
import type { LogFilter } from './filter.ts';
import {
  countEvents,
  type Direction,
  type LogRow,
  logAt,
  type OrderColumns,
  readEvents,
} from './log-queries.ts';
import { countRange } from './range-queries.ts';
import { eventsOf, isChecked, isWhole, type Selection, selectEvents } from './selection-queries.ts';
import { searchWindow } from './window-queries.ts';

type Order = ListOrder<readonly 'integer'[]>;
type Position = readonly number[];
type Start = { readonly direction: Direction; readonly after: Position | null; readonly offset: number };

/** What a request has searched, if it had to look at single events. `until` is the time of the last one. */
export type SearchedPart = {
  readonly events: number;
  readonly until: number | null;
  readonly isComplete: boolean;
};

type Found = {
  /** The nearest first. */
  readonly rows: readonly LogRow[];
  readonly total: Total;
  /** Where the next page begins, if there is one. */
  readonly beyond: Position | null;
  readonly searched?: SearchedPart;
};

/** One way to read the log. */
type Reader = {
  /** Cursors name it. */
  readonly name: string;
  readonly columns: OrderColumns;
  readonly read: (start: Start, limit: number) => Promise<Found>;
};

export type LogPage = Page<LogRow> & { previousCursor?: string; searched?: SearchedPart };

/** Returns a page of the log, newest first. */
export async function listLog(
  db: Database,
  organizationId: string,
  filter: LogFilter,
  request: PageRequest,
): Promise<LogPage> {
  const reader = await readerOf(db, organizationId, filter);
  const { start, page } = startOf(reader, request);
  return pageOf(reader, request, start, page, await reader.read(start, request.limit));
}

async function readerOf(db: Database, organizationId: string, filter: LogFilter): Promise<Reader> {
  if (isWhole(filter)) return wholeLog(db, organizationId);
  const selection = await selectEvents(db, organizationId, filter);
  return isChecked(selection)
    ? searchedLog(db, organizationId, selection)
    : filteredLog(db, organizationId, selection);
}

function wholeLog(db: Database, organizationId: string): Reader {
  const columns = ['sequence'] as const;
  const count = async () => ({
    total: await countRange(db, organizationId, { from: null, to: null }),
    isExact: true,
  });
  return indexedLog(db, organizationId, 'audit', columns, [eventsOf(db, organizationId)], count);
}

function filteredLog(db: Database, organizationId: string, { parts }: Selection): Reader {
  const count = () => countEvents(db, parts);
  return indexedLog(db, organizationId, 'audit-filtered', ['at', 'sequence'], parts, count);
}

function indexedLog(
  db: Database,
  organizationId: string,
  name: string,
  columns: OrderColumns,
  parts: Selection['parts'],
  count: () => Promise<Total>,
): Reader {
  return {
    name,
    columns,
    read: async (start, limit) => {
      const total = await count();
      requireCountedPage(start.offset, total);
      const isBeyondEnd = total.isExact && start.offset > 0 && start.offset >= total.total;
      // One row more than the page has, to know whether another page follows.
      const rows = isBeyondEnd
        ? []
        : await readEvents(db, organizationId, parts, columns, { ...start, limit: limit + 1 });
      const last = rows[limit - 1];
      return {
        rows: rows.slice(0, limit),
        total,
        beyond: last && rows.length > limit ? positionOf(columns, last) : null,
      };
    },
  };
}

function searchedLog(db: Database, organizationId: string, selection: Selection): Reader {
  const columns = ['at', 'sequence'] as const;
  return {
    name: 'audit-searched',
    columns,
    read: async ({ direction, after, offset }, limit) => {
      const [at, sequence] = after ?? [];
      const from = at === undefined || sequence === undefined ? null : ([at, sequence] as const);
      const { found, looked, end } = await searchWindow(db, organizationId, selection, direction, from);
      const wanted = found.slice(offset, offset + limit);
      const rows = await logAt(
        db,
        organizationId,
        wanted.map((event) => event.sequence),
      );
      const bySequence = new Map(rows.map((row) => [row.sequence, row]));
      const last = wanted.at(-1);
      const hasMore = found.length > offset + limit;
      return {
        rows: wanted.flatMap((event) => bySequence.get(event.sequence) ?? []),
        total: { total: found.length, isExact: end === null && after === null },
        beyond: hasMore && last ? positionOf(columns, last) : end,
        searched: { events: looked, until: end?.[0] ?? null, isComplete: end === null },
      };
    },
  };
}

function positionOf(
  columns: OrderColumns,
  event: { readonly at: number; readonly sequence: number },
): Position {
  return columns.map((column) => event[column]);
}

function orderOf({ name, columns }: Reader, direction: Direction): Order {
  const ending = direction === 'older' ? '' : '-newer';
  return listOrder(`${name}${ending}`, ...columns.map(() => 'integer' as const));
}

/** @throws SpedyError validation_failed for a malformed cursor */
function startOf(reader: Reader, request: PageRequest): { start: Start; page: number } {
  const { cursor, page } = request;
  if (cursor === undefined)
    return { start: { direction: 'older', after: null, offset: pageOffset(request) }, page };
  for (const direction of ['older', 'newer'] as const) {
    const parsed = readCursor(orderOf(reader, direction), cursor);
    if (!parsed) continue;
    if (page !== 1) throw cursorWithPage();
    return { start: { direction, after: parsed.position, offset: 0 }, page: parsed.page };
  }
  throw invalidCursor();
}

function pageOf(
  reader: Reader,
  { limit }: PageRequest,
  { direction, after, offset }: Start,
  page: number,
  { rows, total, beyond, searched }: Found,
): LogPage {
  const data = direction === 'older' ? [...rows] : rows.toReversed();
  const [newest, oldest] = [data[0], data.at(-1)];
  const position = (event: LogRow | undefined) => event && positionOf(reader.columns, event);
  const backTo = direction === 'older' ? (position(newest) ?? nextTo(after, -1)) : beyond;
  const onTo = direction === 'older' ? beyond : (position(oldest) ?? nextTo(after, 1));
  const isFirst = direction === 'older' && after === null && offset === 0;
  return {
    ...toPage({ page, limit }, total.total, data),
    ...(total.isExact ? {} : { totalIsExact: false }),
    ...(onTo ? { nextCursor: formatCursor(orderOf(reader, 'older'), page + 1, onTo) } : {}),
    ...(backTo && !isFirst
      ? { previousCursor: formatCursor(orderOf(reader, 'newer'), Math.max(1, page - 1), backTo) }
      : {}),
    ...(searched ? { searched } : {}),
  };
}

/** Returns the position beside one, so that reading the other way from there includes it. */
function nextTo(position: Position | null, step: 1 | -1): Position | null {
  return position && [...position.slice(0, -1), (position.at(-1) ?? 0) + step];
}
