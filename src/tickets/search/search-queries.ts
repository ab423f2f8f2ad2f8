import { type AliasedExpression, type SqlBool, sql } from 'kysely';
import type { Database } from '../../storage/database.ts';
import { isPostgres } from '../../storage/dialects/is-postgres.ts';
import { searchIndexOf } from '../../storage/search/index-of.ts';
import { isSearchReady } from '../../storage/search/readiness-queries.ts';
import type { Wanted } from '../../storage/search/search-index.ts';
import { boardToken, searchTokens, type Token, wordTokens } from '../../storage/search/tokens.ts';
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
import { patternEscape, patternOf } from './text.ts';

/** A search compares at most so many tickets with the text. */
const mostCompared = 500;
/** If the index finds more, so many of the newest are compared, and as many of those that it finds by title. */
const mostOfEach = 250;

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

/** If they are not exact, there can be more matches. */
export type Matches = { readonly found: readonly Match[]; readonly isExact: boolean };

/** Returns the tickets of a list that contain a text in the title or description. */
export async function findMatches(db: Database, search: Search): Promise<Matches> {
  const { viewer, filter, needle } = search;
  const parts = partsOf(db, boardFilterOf(viewer), filter, await scopeOf(db, viewer, filter));
  const { isExact: isShort } = await countParts(db, parts, mostCompared);
  const isIndexed =
    searchTokens(viewer.organizationId, 'text', needle).length > 0 && (await isSearchReady(db));
  if (isShort || !isIndexed) {
    const newest = inOrder(db, parts, { after: null, offset: 0, limit: mostCompared, end: mostCompared });
    return { found: newest ? await compare(db, search, newest) : [], isExact: isShort };
  }
  return findIndexed(db, search);
}

async function findIndexed(db: Database, search: Search): Promise<Matches> {
  const { needle, viewer } = search;
  const { organizationId } = viewer;
  const index = searchIndexOf(db);
  const boards = await boardsOf(db, search);
  const newest = (all: readonly Token[], most: number) =>
    index.newest(db, { organizationId, all, ...boards }, most + 1);
  const compared = (ids: readonly string[]) => compare(db, search, index.tableOf(ids));

  const words = wordTokens(organizationId, needle);
  // Few tickets have the same words beside each other, so the lists of letters, which are long, are often not needed.
  if (words.length > 0) {
    const ids = await newest(words, mostCompared);
    if (ids.length <= mostCompared) return { found: await compared(ids), isExact: true };
  }
  const ids = await newest(searchTokens(organizationId, 'text', needle), mostCompared);
  if (ids.length <= mostCompared) return { found: await compared(ids), isExact: true };
  // Those that fit best can be older than all that are compared.
  const byTitle = await newest(searchTokens(organizationId, 'title', needle), mostOfEach);
  const both = new Set([...ids.slice(0, mostOfEach), ...byTitle.slice(0, mostOfEach)]);
  return { found: await compared([...both]), isExact: false };
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
