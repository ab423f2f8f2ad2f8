import { formatCursor, invalidCursor, listOrder, readCursor } from '../../contract/paging.ts';

/** Where a request continues that looks at the next tickets of a list. */
type ListStart = { readonly kind: 'list'; readonly createdAt: number; readonly id: string };

/** Where a request continues that looks at the next tickets that the index finds. */
export type IndexStart = {
  readonly kind: 'index';
  /** It looks at tickets with lower positions. */
  readonly before: number;
  /** The first request has also looked at the titles of tickets from this position on. */
  readonly titlesFrom: number;
};

/** Where a request begins to look that is not the first of its search. */
export type Start = ListStart | IndexStart;

/** The place of a match among those of a request: better ranks first, then newer tickets. */
export type Position = readonly [rank: number, createdAt: number, id: string];

/** A place in the results of a search: where the request begins, and the last match before the page, if any. */
export type Place = { readonly start: Start | null; readonly after: Position | null };

const order = listOrder('search', 'id', 'integer', 'id', 'integer', 'integer', 'integer', 'id');
/** Stands for the ID of no ticket, and for the rank of no match. */
const [noId, noRank] = ['-', -1];

/** Returns the cursor of a page. */
export function formatPlace(page: number, { start, after }: Place): string {
  const begin =
    start === null
      ? ['first', 0, noId, 0]
      : start.kind === 'list'
        ? ['list', start.createdAt, start.id, 0]
        : ['index', start.before, noId, start.titlesFrom];
  return formatCursor(order, page, [...begin, ...(after ?? [noRank, 0, noId])]);
}

/** @throws SpedyError validation_failed for a malformed cursor */
export function parsePlace(cursor: string): Place & { readonly page: number } {
  const parsed = readCursor(order, cursor);
  if (!parsed) throw invalidCursor();
  const [kind, from, id, titlesFrom, rank, createdAt, matchId] = parsed.position;
  // PostgreSQL rejects some negative numbers as too large for a position.
  if (from < 0) throw invalidCursor();
  const start =
    kind === 'first'
      ? null
      : kind === 'list'
        ? { kind: 'list' as const, createdAt: from, id }
        : { kind: 'index' as const, before: from, titlesFrom };
  return { page: parsed.page, start, after: rank === noRank ? null : [rank, createdAt, matchId] };
}
