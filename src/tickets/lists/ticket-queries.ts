import { type SqlBool, sql } from 'kysely';
import { listOrder, type Page, type PageRequest, readPage } from '../../contract/paging.ts';
import type { Database } from '../../storage/database.ts';
import { compareRow, countedRows, countRows, type Total } from '../../storage/list-queries.ts';
import { type TicketRow, ticketColumns } from '../queries.ts';
import type { TicketFilter } from '../schema.ts';
import { patternEscape } from '../search.ts';
import type { Viewer } from '../viewer.ts';
import { boardFilterOf, seesAllBoards, visibleBoards } from '../visibility-queries.ts';

const ticketOrder = listOrder('tickets', 'integer', 'id');
type Position = readonly [createdAt: number, id: string];

/** A member of at most so many boards gets the tickets of each board in order, merged into one order. */
const mergedBoards = 64;

type ListFilter = Omit<TicketFilter, 'search'> & { readonly pattern?: string };

/**
 * Returns a page of the tickets that a viewer can see, newest first.
 * @param filter.pattern a LIKE pattern in the form of `searchPattern`
 * @throws SpedyError validation_failed for a malformed cursor, and for a page number beyond the counted rows
 */
export async function listVisibleTickets(
  db: Database,
  viewer: Viewer,
  filter: ListFilter,
  request: PageRequest,
): Promise<Page<TicketRow>> {
  const { organizationId } = viewer;
  const parts = await partsOf(db, viewer, filter);
  const found = filter.pattern === undefined ? null : new Matches(db, parts);
  return readPage<typeof ticketOrder.kinds, TicketRow>(request, {
    order: ticketOrder,
    count: () => found?.count() ?? countParts(db, parts),
    read: async ({ after, offset, limit }) => {
      const ids = await found?.idsAfter(after, offset, limit);
      const listed = ids ? byId(db, organizationId, ids) : inOrder(db, parts, after, limit, offset);
      return listed ? ticketsOf(db, organizationId, listed) : [];
    },
    positionOf: ({ createdAt, id }) => [createdAt, id],
  });
}

/** The first tickets that a search finds. They are counted and paged with one scan. */
class Matches {
  readonly #read: () => Promise<readonly string[]>;
  #ids: Promise<readonly string[]> | null = null;

  constructor(db: Database, parts: readonly Part[]) {
    this.#read = async () => {
      const rows = await inOrder(db, parts, null, countedRows + 1, 0)?.execute();
      return rows?.map(({ id }) => id) ?? [];
    };
  }

  #all(): Promise<readonly string[]> {
    this.#ids ??= this.#read();
    return this.#ids;
  }

  async count(): Promise<Total> {
    const { length } = await this.#all();
    return { total: Math.min(length, countedRows), isExact: length <= countedRows };
  }

  /** Returns null for a position that is not among them. */
  async idsAfter(after: Position | null, offset: number, limit: number): Promise<readonly string[] | null> {
    const ids = await this.#all();
    const start = after === null ? offset : ids.indexOf(after[1]) + 1;
    const isKnown =
      after === null || (start > 0 && (ids.length <= countedRows || start + limit <= ids.length));
    return isKnown ? ids.slice(start, start + limit) : null;
  }
}

type Part = ReturnType<typeof filteredTickets>;

/** Returns queries that together select the listed tickets, each of them in the order of an index. */
async function partsOf(db: Database, viewer: Viewer, filter: ListFilter): Promise<readonly Part[]> {
  const { organizationId, role } = viewer;
  const tickets = filteredTickets(db, organizationId, filter);
  if (seesAllBoards(role)) return [tickets];
  const visible = visibleBoards(db, boardFilterOf(viewer));
  const onVisibleBoards = tickets.where((eb) =>
    eb.exists(visible.select('b.id').where('b.id', '=', eb.ref('t.board_id'))),
  );
  // The tickets of one board or assignee are read in the order of their own index.
  if (filter.boardId !== undefined || filter.assigneeId !== undefined) return [onVisibleBoards];
  const boards = await visible
    .select('b.id')
    .limit(mergedBoards + 1)
    .execute();
  if (boards.length > mergedBoards) return [onVisibleBoards];
  return boards.map(({ id }) => tickets.where('t.board_id', '=', id));
}

function filteredTickets(db: Database, organizationId: string, filter: ListFilter) {
  const { boardId, status, assigneeId, pattern } = filter;
  let tickets = db.selectFrom('tickets as t').where('t.organization_id', '=', organizationId);
  if (boardId !== undefined) tickets = tickets.where('t.board_id', '=', boardId);
  if (status !== undefined) tickets = tickets.where('t.status', '=', status);
  if (assigneeId !== undefined)
    tickets = tickets.where('t.assignee_id', '=', assigneeId).where((eb) =>
      eb.exists(
        eb
          .selectFrom('users as a')
          .select('a.id')
          .where('a.organization_id', '=', organizationId)
          .where('a.id', '=', assigneeId)
          // The tickets of a removed member are released after the removal.
          .where('a.state', '<>', 'removed'),
      ),
    );
  if (pattern !== undefined)
    tickets = tickets.where(
      sql<SqlBool>`${sql.ref('t.search_text')} like ${pattern} escape ${sql.lit(patternEscape)}`,
    );
  return tickets;
}

/** Selects the positions of the first tickets after a position. Null if there is nothing to select from. */
function inOrder(
  db: Database,
  parts: readonly Part[],
  after: Position | null,
  limit: number,
  offset: number,
) {
  const columns = ['t.created_at', 't.id'] as const;
  const [first, ...others] = parts.map((part) => part.select(columns).where(compareRow(columns, '<', after)));
  if (!first) return null;
  const sorted = (part: typeof first) => part.orderBy('t.created_at', 'desc').orderBy('t.id', 'desc');
  if (others.length === 0) return sorted(first).limit(limit).offset(offset);
  // PostgreSQL reads a part in the order of its index only if the part has a limit.
  const firstOf = (part: typeof first) =>
    db
      .selectFrom(
        sorted(part)
          .limit(limit + offset)
          .as('part'),
      )
      .select(['part.created_at', 'part.id']);
  const merged = firstOf(first).unionAll(others.map(firstOf));
  return merged.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).offset(offset);
}

function byId(db: Database, organizationId: string, ids: readonly string[]) {
  if (ids.length === 0) return null;
  return (
    db
      .selectFrom('tickets as t')
      .where('t.organization_id', '=', organizationId)
      .where('t.id', 'in', ids)
      .select(['t.created_at', 't.id'])
      // Without a limit, SQLite reads all tickets in their order instead.
      .limit(ids.length)
  );
}

async function countParts(db: Database, parts: readonly Part[]): Promise<Total> {
  const [first, ...others] = parts;
  if (!first) return { total: 0, isExact: true };
  if (others.length === 0) return countRows(db, first);
  const merged = first.select('t.id').unionAll(others.map((part) => part.select('t.id')));
  return countRows(db, db.selectFrom(merged.as('part')));
}

function ticketsOf(
  db: Database,
  organizationId: string,
  listed: NonNullable<ReturnType<typeof inOrder | typeof byId>>,
): Promise<TicketRow[]> {
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
          .on('a.state', '<>', 'removed'),
      )
      .where('t.organization_id', '=', organizationId)
      .whereRef('t.id', '=', 'listed.id')
      .where('b.organization_id', '=', organizationId)
      .whereRef('b.id', '=', 't.board_id')
      .select(ticketColumns)
      .orderBy('listed.created_at', 'desc')
      .orderBy('listed.id', 'desc')
      .execute()
  );
}
