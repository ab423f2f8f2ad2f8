import {
  type AliasedExpression,
  type Expression,
  type ExpressionBuilder,
  type RawBuilder,
  sql,
} from 'kysely';
import type { Database } from '../../storage/database.ts';
import { isPostgres } from '../../storage/dialects/is-postgres.ts';
import { compareRow, countRows, type Total } from '../../storage/list-queries.ts';
import { searchIndexOf } from '../../storage/search/index-of.ts';
import type { Tables } from '../../storage/tables/tables.ts';
import { findVisibleBoard } from '../boards-queries.ts';
import { type TicketRow, ticketColumns } from '../queries.ts';
import { statuses, type TicketFilter, unassigned } from '../schema.ts';
import type { Viewer } from '../viewer.ts';
import { type BoardFilter, findFewBoards, seesAllBoards, visibleBoards } from '../visibility-queries.ts';

/** A member of at most so many boards gets the tickets of each board in order, merged into one order. */
export const mergedBoards = 64;

/** The filters of a list without a search, in the order of age. */
export type ListFilter = Omit<TicketFilter, 'search' | 'priority' | 'sort'>;
/** The filters of a search. A priority is searched on one board. */
export type SearchFilter = Omit<TicketFilter, 'search' | 'sort'>;

/** A value, or the placeholder for it in a query that is compiled once. */
type ValueOf<T> = T | Expression<T>;
type FilterValues = {
  readonly [Name in keyof ListFilter]: ValueOf<NonNullable<ListFilter[Name]>> | undefined;
} & Pick<SearchFilter, 'priority'>;
type Position = readonly [createdAt: ValueOf<number>, id: ValueOf<string>];

/**
 * Whose tickets a list has: all of the organization that pass its filters (null), those that are also on boards that the
 * viewer can see, or those of a few boards, each read in the order of its own index.
 */
export type ListScope = null | 'visible' | readonly string[];

/** Returns the scope of a list for a viewer. */
export async function scopeOf(
  db: Database,
  viewer: Viewer,
  { boardId, assigneeId }: ListFilter,
): Promise<ListScope> {
  if (seesAllBoards(viewer.role)) return null;
  if (boardId !== undefined) return (await findVisibleBoard(db, viewer, boardId)) ? [boardId] : [];
  // The tickets of one assignee are read in the order of their own index.
  if (assigneeId !== undefined) return 'visible';
  return (await findFewBoards(db, viewer, mergedBoards)) ?? 'visible';
}

type Part = ReturnType<typeof filteredTickets>;

/** Returns queries that together select the listed tickets, each of them in the order of an index. */
export function partsOf(
  db: Database,
  viewer: BoardFilter,
  filter: FilterValues,
  scope: null | 'visible' | readonly ValueOf<string>[],
): readonly Part[] {
  const tickets = filteredTickets(db, viewer.organizationId, filter);
  const parts =
    scope === null
      ? [tickets]
      : scope === 'visible'
        ? [tickets.where(isVisibleTo(db, viewer))]
        : scope.map((id) => tickets.where('t.board_id', '=', id));
  if (filter.priority === undefined || filter.status !== undefined) return parts;
  // A board's tickets of one priority are in the index of each status.
  return parts.flatMap((part) => statuses.map((status) => part.where('t.status', '=', status)));
}

type OfTicket = ExpressionBuilder<Tables & { t: Tables['tickets'] }, 't'>;

/** The condition that a viewer can see a ticket. */
export function isVisibleTo(db: Database, viewer: BoardFilter) {
  // PostgreSQL turns a condition without an offset into a join, which can give up the order of the list.
  const boards = visibleBoards(db, viewer).select('b.id').limit(1).offset(0);
  return (eb: OfTicket) => eb.exists(boards.where('b.id', '=', eb.ref('t.board_id')));
}

/** The condition that a ticket passes the filters. */
export function passes(
  organizationId: ValueOf<string>,
  { boardId, status, priority, assigneeId }: FilterValues,
) {
  return (eb: OfTicket) =>
    eb.and([
      eb('t.organization_id', '=', organizationId),
      ...(boardId === undefined ? [] : [eb('t.board_id', '=', boardId)]),
      ...(status === undefined ? [] : [eb('t.status', '=', status)]),
      ...(priority === undefined ? [] : [eb('t.priority', '=', priority)]),
      ...(assigneeId === undefined ? [] : hasAssignee(eb, organizationId, assigneeId)),
    ]);
}

function hasAssignee(eb: OfTicket, organizationId: ValueOf<string>, assigneeId: ValueOf<string>) {
  if (assigneeId === unassigned) return [eb('t.assignee_id', 'is', null)];
  return [
    eb('t.assignee_id', '=', assigneeId),
    eb.exists(
      eb
        .selectFrom('users as a')
        .select('a.id')
        .where('a.organization_id', '=', organizationId)
        .where('a.id', '=', assigneeId)
        // The tickets of a removed member are released after the removal.
        .where('a.state', '<>', sql.lit('removed')),
    ),
  ];
}

function filteredTickets(db: Database, organizationId: ValueOf<string>, filter: FilterValues) {
  return db.selectFrom('tickets as t').where(passes(organizationId, filter));
}

/** The part of a list to read; `end` is the sum of offset and limit. */
export type Slice = {
  readonly after: Position | null;
  readonly offset: ValueOf<number>;
  readonly limit: ValueOf<number>;
  readonly end: ValueOf<number>;
};

/** By what the rest of a ticket is read: SQLite would find its row by the ID. */
function rowOf(db: Database): RawBuilder<unknown> {
  return sql.ref(isPostgres(db) ? 't.id' : 't.rowid');
}

/** Selects the positions of the first tickets after a position. Null if there is nothing to select from. */
export function inOrder(db: Database, parts: readonly Part[], { after, offset, limit, end }: Slice) {
  const columns = ['t.created_at', 't.id'] as const;
  const listed = [...columns, rowOf(db).as('row')] as const;
  const [first, ...others] = parts.map((part) => part.select(listed).where(compareRow(columns, '<', after)));
  if (!first) return null;
  const sorted = (part: typeof first) => part.orderBy('t.created_at', 'desc').orderBy('t.id', 'desc');
  if (others.length === 0) return sorted(first).limit(limit).offset(offset);
  // PostgreSQL reads a part in the order of its index only if the part has a limit; SQLite merges only parts without one.
  const firstOf = (part: typeof first) =>
    db.selectFrom(sorted(part).limit(end).as('part')).select(['part.created_at', 'part.id', 'part.row']);
  const merged = isPostgres(db)
    ? firstOf(first).unionAll(others.map(firstOf))
    : db.selectFrom(first.unionAll(others).as('part')).select(['part.created_at', 'part.id', 'part.row']);
  return merged.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).offset(offset);
}

/** Counts the tickets of a list, up to `most`. */
export async function countParts(db: Database, parts: readonly Part[], most: number): Promise<Total> {
  const rows = rowsOf(db, parts);
  return rows ? countRows(db, rows, most) : { total: 0, isExact: true };
}

/** Selects the rows of all parts, to count them. Null if there are no parts. */
export function rowsOf(db: Database, parts: readonly Part[]) {
  const [first, ...others] = parts;
  if (!first) return null;
  const rows = first.select('t.id').unionAll(others.map((part) => part.select('t.id')));
  return db.selectFrom(rows.as('part'));
}

/** Returns tickets by their IDs, in the given order. */
export async function findTicketsInOrder(
  db: Database,
  organizationId: string,
  ids: readonly string[],
): Promise<TicketRow[]> {
  if (ids.length === 0) return [];
  const given = db
    .selectFrom(searchIndexOf(db).tableOf(ids).as('given'))
    .select([sql<number>`0`.as('created_at'), 'given.id', 'given.id as row']);
  // PostgreSQL would otherwise read the tickets of all boards first, where its statistics expect few of them. There are not more.
  const listed = isPostgres(db) ? given.limit(ids.length) : given;
  const found = await ticketsOf(db, organizationId, listed, sql.ref('t.id')).execute();
  const rows = new Map(found.map((row) => [row.id, row]));
  return ids.flatMap((id) => rows.get(id) ?? []);
}

/** A query that selects the positions of tickets. */
type Listed = {
  readonly as: (
    name: 'listed',
  ) => AliasedExpression<{ created_at: number; id: string; row: unknown }, 'listed'>;
};

/** Selects the listed tickets, in order. @param row what their `row` is */
export function ticketsOf(db: Database, organizationId: ValueOf<string>, listed: Listed, row = rowOf(db)) {
  return (
    db
      .selectFrom(listed.as('listed'))
      // SQLite joins in this order.
      .crossJoin('tickets as t')
      .crossJoin('boards as b')
      .leftJoin('users as a', (on) =>
        on
          .on('a.organization_id', '=', organizationId)
          .onRef('a.id', '=', 't.assignee_id')
          // The tickets of a removed member are released after the removal.
          .on('a.state', '<>', sql.lit('removed')),
      )
      .where('t.organization_id', '=', organizationId)
      .where(sql<boolean>`${row} = listed.row`)
      .where('b.organization_id', '=', organizationId)
      .whereRef('b.id', '=', 't.board_id')
      .select(ticketColumns)
      .orderBy('listed.created_at', 'desc')
      .orderBy('listed.id', 'desc')
  );
}
