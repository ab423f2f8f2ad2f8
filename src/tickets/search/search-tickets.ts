import { invalidField } from '../../contract/errors.ts';
import { foldCase } from '../../contract/lists/fold-case.ts';
import {
  cursorWithPage,
  type PageRequest,
  pageOffset,
  requireCountedPage,
  toPage,
} from '../../contract/paging.ts';
import type { Database } from '../../storage/database.ts';
import { findVisibleBoardByKey } from '../boards-queries.ts';
import { listVisibleTickets } from '../lists/page-queries.ts';
import { listBoardTickets } from '../lists/sorted-queries.ts';
import { findTicketsInOrder, type SearchFilter } from '../lists/ticket-queries.ts';
import { findVisibleTicketByNumber, type TicketRow } from '../queries.ts';
import { parseDisplayId } from '../references.ts';
import { type TicketFilter, unassigned } from '../schema.ts';
import type { Viewer } from '../viewer.ts';
import type { FoundPage } from './found-page.ts';
import { hasWords, rankOf, ranks } from './rank.ts';
import { findMatches } from './search-queries.ts';
import { formatPlace, type Position, parsePlace, type Start } from './start.ts';
import { parseSearch } from './text.ts';

/**
 * Returns a page of the tickets that the viewer can see: newest first or in the given order, or the best matches of a search
 * first, newest first among those that match equally well.
 * @param version of the data, read before; null if there is none
 * @throws SpedyError validation_failed on `search`, `cursor`, `page`, and on what needs `boardId`
 */
export async function searchTickets(
  db: Database,
  viewer: Viewer,
  { search, sort, ...filter }: TicketFilter,
  request: PageRequest,
  version: string | null = null,
): Promise<FoundPage> {
  const { priority, ...others } = filter;
  if (priority !== undefined && filter.boardId === undefined)
    throw invalidField('boardId', 'is required with priority');
  const isUnassigned = filter.assigneeId === unassigned;
  if (isUnassigned && filter.boardId === undefined)
    throw invalidField('boardId', `is required with the assigneeId ${unassigned}`);
  if (search === undefined) {
    const order = sort ?? 'newest';
    const isByAge = order === 'newest' && priority === undefined && !isUnassigned;
    if (isByAge) return listVisibleTickets(db, viewer, others, request, version);
    return listBoardTickets(db, viewer, { ...filter, sort: order }, request);
  }
  if (sort !== undefined)
    throw invalidField('sort', 'must not be combined with search, which lists the best matches first');
  return findPage(db, { viewer, filter, needle: parseSearch(search) }, request);
}

type Wanted = { readonly viewer: Viewer; readonly filter: SearchFilter; readonly needle: string };

/** Returns a page of the matches among the tickets that one request looks at. The last cursor goes on to the next tickets. */
async function findPage(db: Database, wanted: Wanted, request: PageRequest): Promise<FoundPage> {
  const { limit, cursor } = request;
  if (cursor !== undefined && request.page !== 1) throw cursorWithPage();
  const { page, start, after } = cursor === undefined ? { ...request, ...fromFirst } : parsePlace(cursor);
  const { hits, next, until } = await findHits(db, wanted, start);
  const isWhole = start === null && next === null;
  const offset = cursor === undefined ? pageOffset(request) : 0;
  requireCountedPage(offset, { total: hits.length, isExact: isWhole });
  const rest = after === null ? hits.slice(offset) : hits.filter((hit) => isAfter(positionOf(hit), after));
  const listed = rest.slice(0, limit);
  const rows = await findTicketsInOrder(
    db,
    wanted.viewer.organizationId,
    listed.map(({ id }) => id),
  );
  const last = listed.at(-1);
  const isFull = rest.length > limit;
  const onTo = isFull && last ? { start, after: positionOf(last) } : next && { start: next, after: null };
  return {
    ...toPage({ page, limit }, hits.length, rows),
    ...(isWhole ? {} : { totalIsExact: false, searched: { until, isComplete: next === null } }),
    ...(onTo && { nextCursor: formatPlace(page + 1, onTo) }),
  };
}

const fromFirst = { start: null, after: null };
type Hit = { readonly id: string; readonly createdAt: number; readonly rank: number };

/** Returns all hits of a request in their order. */
async function findHits(db: Database, { viewer, filter, needle }: Wanted, start: Start | null) {
  const named = await findNamed(db, viewer, needle);
  const withText = named !== null;
  const { found, next, until } = await findMatches(db, { viewer, filter, needle, withText }, start);
  const hits = new Map<string, Hit>();
  // It is on the first page of all.
  if (start === null && named?.ticket && passesFilter(named.ticket, filter)) {
    const { id, createdAt } = named.ticket;
    hits.set(id, { id, createdAt, rank: ranks.displayId });
  }
  for (const { id, createdAt, title, text } of found) {
    const isMatch = !withText || hasWords(text.slice(text.indexOf('\n')), needle);
    const isNamed = id === named?.ticket?.id;
    if (isMatch && !isNamed) hits.set(id, { id, createdAt, rank: rankOf(foldCase(title), needle) });
  }
  const order = (one: Hit, other: Hit) => (isAfter(positionOf(one), positionOf(other)) ? 1 : -1);
  return { hits: [...hits.values()].sort(order), next, until };
}

/**
 * Returns the ticket whose display ID is searched. Null if the text is no display ID: then it may begin and end within a
 * word, but WEB-4 must not find what mentions WEB-42.
 */
async function findNamed(db: Database, viewer: Viewer, needle: string) {
  const displayId = parseDisplayId(needle);
  if (!displayId || !(await findVisibleBoardByKey(db, viewer, displayId.boardKey))) return null;
  const { boardKey, number } = displayId;
  return { ticket: await findVisibleTicketByNumber(db, viewer, boardKey, number) };
}

function passesFilter(row: TicketRow, { boardId, status, priority, assigneeId }: SearchFilter): boolean {
  return (
    (boardId ?? row.boardId) === row.boardId &&
    (status ?? row.status) === row.status &&
    (priority ?? row.priority) === row.priority &&
    (assigneeId === undefined || assigneeId === (row.assigneeId ?? unassigned))
  );
}

function positionOf({ rank, createdAt, id }: Hit): Position {
  return [rank, createdAt, id];
}

/** Whether a position comes after another one: better ranks first, then newer tickets. */
function isAfter([rank, createdAt, id]: Position, [otherRank, otherCreatedAt, otherId]: Position): boolean {
  if (rank !== otherRank) return rank > otherRank;
  if (createdAt !== otherCreatedAt) return createdAt < otherCreatedAt;
  return id < otherId;
}
