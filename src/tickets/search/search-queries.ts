import { type AliasedExpression, type SqlBool, sql } from 'kysely';
import { foldCase } from '../../contract/lists/fold-case.ts';
import { invalidCursor } from '../../contract/paging.ts';
import type { Database } from '../../storage/database.ts';
import { isPostgres } from '../../storage/dialects/is-postgres.ts';
import { searchIndexOf } from '../../storage/search/index-of.ts';
import { isSearchReady } from '../../storage/search/readiness-queries.ts';
import type { Candidate, Wanted } from '../../storage/search/search-index.ts';
import { boardToken, type Part, searchTokens } from '../../storage/search/tokens.ts';
import {
  countParts,
  inOrder,
  isVisibleTo,
  mergedBoards,
  partsOf,
  passes,
  type SearchFilter,
  scopeOf,
} from '../lists/ticket-queries.ts';
import type { Viewer } from '../viewer.ts';
import { boardFilterOf, findFewBoards, seesAllBoards } from '../visibility-queries.ts';
import { findCandidates, firstOf } from './candidates.ts';
import type { IndexStart, Start } from './start.ts';
import { patternEscape, patternOf } from './text.ts';

/** A request compares at most so many tickets with the text. */
const mostCompared = 500;
/** If the index finds more, so many of the newest are compared, and of those that it finds by title. */
const [mostNewest, mostTitles] = [100, 150];
/** So many of the next ones are compared by each later request. */
const mostNext = mostNewest + mostTitles;

export type Search = {
  readonly viewer: Viewer;
  readonly filter: SearchFilter;
  /** The folded text to find. */
  readonly needle: string;
  /** Whether the whole text of each match is returned. */
  readonly withText: boolean;
};

/** A ticket that contains the searched text. */
type Match = {
  readonly id: string;
  readonly createdAt: number;
  readonly title: string;
  /** The search text, if it was asked for. */
  readonly text: string;
};

/** The tickets that a request has looked at, and those that match. */
export type Matches = {
  readonly found: readonly Match[];
  /** Where the next request begins. Null if there are no more tickets. */
  readonly next: Start | null;
  /** When the last ticket was created that was looked at, if there are more. */
  readonly until: number | null;
};

const noMatches: Matches = { found: [], next: null, until: null };

/**
 * Returns the tickets of a list that contain a text in the title or description: of all, or of as many as one request looks
 * at.
 * @throws SpedyError validation_failed for a cursor of another search
 */
export async function findMatches(db: Database, search: Search, start: Start | null): Promise<Matches> {
  const { viewer, filter, needle } = search;
  const scope = await scopeOf(db, viewer, filter);
  // On a board that the viewer cannot see, even how far a search gets would tell about its tickets.
  if (scope?.length === 0) return noMatches;
  if (start?.kind === 'index') {
    if (!(await isIndexed(db, viewer, needle))) throw invalidCursor();
    return findIndexed(db, search, start);
  }
  const parts = partsOf(db, boardFilterOf(viewer), filter, scope);
  if (start === null && (await isIndexed(db, viewer, needle))) {
    const { isExact: isShort } = await countParts(db, parts, mostCompared);
    if (!isShort) return findIndexed(db, search, null);
  }
  const after = start && ([start.createdAt, start.id] as const);
  const listed = (offset: number, limit: number) =>
    inOrder(db, parts, { after, offset, limit, end: offset + limit });
  const newest = listed(0, mostCompared);
  if (!newest) return noMatches;
  const found = await compare(db, search, newest);
  const [last, more] = (await listed(mostCompared - 1, 2)?.execute()) ?? [];
  if (!last || !more) return { found, next: null, until: null };
  return {
    found,
    next: { kind: 'list', createdAt: last.created_at, id: last.id },
    until: last.created_at,
  };
}

async function isIndexed(db: Database, { organizationId }: Viewer, needle: string): Promise<boolean> {
  return searchTokens(organizationId, 'text', needle).length > 0 && (await isSearchReady(db));
}

async function findIndexed(db: Database, search: Search, start: IndexStart | null): Promise<Matches> {
  const { needle, viewer } = search;
  const { organizationId } = viewer;
  const boards = await boardsOf(db, search);
  if (boards.any?.length === 0) return noMatches;
  const isFirst = start === null;
  const before = await searchIndexOf(db).endOf(db, organizationId, start?.before ?? null);
  const lookUp = (part: Part, most: number) =>
    findCandidates(db, { organizationId, needle, part, boards, before, isFirst, most });
  const compared = (tickets: readonly Candidate[]) => {
    const ids = new Set(tickets.map(({ id }) => id));
    return compare(db, search, searchIndexOf(db).tableOf([...ids]));
  };

  const all = await lookUp('text', start === null ? mostCompared : mostNext);
  if (start === null && all.end === null)
    return { found: await compared(all.tickets), next: null, until: null };
  const newest = start === null ? firstOf(all, mostNewest) : all;
  // Those that fit best can be older than all that one request looks at. Later requests leave them out.
  const titles = start === null ? await lookUp('title', mostTitles) : { tickets: [], end: null };
  const matches = await compared([...newest.tickets, ...titles.tickets]);
  const found = start === null ? matches : matches.filter(isNewAfter(start, newest.tickets, needle));
  if (newest.end === null) return { found, next: null, until: null };
  return {
    found,
    next: {
      kind: 'index',
      before: newest.end.before,
      titlesFrom: start?.titlesFrom ?? titles.end?.before ?? 0,
    },
    until: await searchIndexOf(db).createdAt(db, organizationId, newest.end.at),
  };
}

/** Returns whether the first request of a search has not shown a match yet. */
function isNewAfter({ titlesFrom }: IndexStart, tickets: readonly Candidate[], needle: string) {
  const positions = new Map(tickets.map(({ id, position }) => [id, position]));
  return ({ id, title }: Match) => (positions.get(id) ?? 0) < titlesFrom || !foldCase(title).includes(needle);
}

/** With so many tickets on its boards, a search checks the boards of each ticket that it finds. */
const frequent = 100_000;

/** Returns the tokens of the boards to search, null for all. */
async function boardsOf(
  db: Database,
  { viewer, filter }: Search,
): Promise<Pick<Wanted, 'any' | 'checkedBoards'>> {
  const { boardId } = filter;
  const boards =
    boardId !== undefined
      ? [boardId]
      : seesAllBoards(viewer.role)
        ? null
        : await findFewBoards(db, viewer, mergedBoards);
  if (!boards) return { any: null, checkedBoards: null };
  const { organizationId } = viewer;
  return {
    any: boards.map((id) => boardToken(organizationId, id)),
    checkedBoards: (await ticketsOn(db, organizationId, boards)) > frequent ? boards : null,
  };
}

/** Returns how many tickets boards have had. */
async function ticketsOn(db: Database, organizationId: string, boards: readonly string[]): Promise<number> {
  if (boards.length === 0) return 0;
  const numbers = await db
    .selectFrom('boards')
    .select('last_ticket_number as tickets')
    .where('organization_id', '=', organizationId)
    .where('id', 'in', boards)
    .execute();
  return numbers.reduce((sum, { tickets }) => sum + tickets, 0);
}

/** Returns those of the listed tickets that contain the text, pass the filters and are visible. */
function compare(
  db: Database,
  { viewer, filter, needle, withText }: Search,
  listed: { readonly as: (name: 'listed') => AliasedExpression<{ id: string }, 'listed'> },
): Promise<Match[]> {
  const given = db
    .selectFrom(listed.as('listed'))
    // SQLite joins in this order.
    .crossJoin('tickets as t')
    .where('t.organization_id', '=', viewer.organizationId)
    .whereRef('t.id', '=', 'listed.id')
    .selectAll('t');
  // PostgreSQL would otherwise read the tickets of all boards and compare those first. There are not more.
  const fenced = isPostgres(db) ? given.limit(mostCompared) : given;
  const matches = db
    .selectFrom(fenced.as('t'))
    .where(passes(viewer.organizationId, filter))
    .where(
      sql<SqlBool>`${sql.ref('t.search_text')} like ${patternOf(needle)} escape ${sql.lit(patternEscape)}`,
    )
    .select(['t.id', 't.created_at as createdAt', 't.title'])
    .select(sql<string>`${withText ? sql.ref('t.search_text') : sql.lit('')}`.as('text'));
  return (
    seesAllBoards(viewer.role) ? matches : matches.where(isVisibleTo(db, boardFilterOf(viewer)))
  ).execute();
}
