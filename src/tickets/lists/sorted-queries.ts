import { type Expression, sql } from 'kysely';
import { invalidField } from '../../contract/errors.ts';
import { listOrder, type Page, type PageRequest, readPage } from '../../contract/paging.ts';
import { compileForms, type Placeholders } from '../../storage/compile-once.ts';
import type { Database } from '../../storage/database.ts';
import { compareRow, countedRows, limitedCount, totalOf } from '../../storage/list-queries.ts';
import { findVisibleBoard } from '../boards-queries.ts';
import type { TicketRow } from '../queries.ts';
import { priorities, statuses, type TicketFilter, type TicketSort, unassigned } from '../schema.ts';
import type { Viewer } from '../viewer.ts';
import { shortRead } from './page-queries.ts';
import { findTicketsInOrder, passes } from './ticket-queries.ts';

/** The tickets of one board, with the filters and the order of their list. */
type BoardList = Omit<TicketFilter, 'search' | 'sort'> & { readonly sort: TicketSort };

/** The most urgent first. */
const byUrgency: readonly string[] = priorities.toReversed();
const rankOf = (priority: string) => byUrgency.indexOf(priority);

/** Each order has a rank, which is the same for all tickets unless it is ordered by priority. */
const orders = {
  newest: listOrder('tickets-newest', 'integer', 'integer', 'id'),
  oldest: listOrder('tickets-oldest', 'integer', 'integer', 'id'),
  updated: listOrder('tickets-updated', 'integer', 'integer', 'id'),
  priority: listOrder('tickets-priority', 'integer', 'integer', 'id'),
} as const;

/**
 * Returns a page of the tickets of a board in any order. A board's tickets of one status and one priority are in an index
 * in each order, so each page merges the first rows of at most twelve parts.
 * @throws SpedyError validation_failed without a board, for a malformed cursor, and for a page number beyond the counted
 * rows
 */
export async function listBoardTickets(
  db: Database,
  viewer: Viewer,
  { boardId, sort, ...filter }: BoardList,
  request: PageRequest,
): Promise<Page<TicketRow>> {
  const { organizationId } = viewer;
  if (boardId === undefined) throw invalidField('boardId', `is required with the order ${sort}`);
  const board = await findVisibleBoard(db, viewer, boardId);
  const form: Form = {
    sort,
    statuses: filter.status === undefined ? statuses : [filter.status],
    priorities: filter.priority === undefined ? byUrgency : [filter.priority],
    assignee: assigneeOf(filter),
  };
  const values: Values = { organizationId, boardId, assigneeId: filter.assigneeId ?? '' };
  return readPage<(typeof orders)[TicketSort]['kinds'], TicketRow>(request, {
    order: orders[sort],
    count: async () => {
      const [rows] = board ? await countParts(db, form, { ...values, most: countedRows + 1 }) : [];
      return totalOf(rows?.counted ?? 0, countedRows);
    },
    read: async ({ after, offset, limit }) => {
      if (!board) return [];
      const [rank, at, id] = after ?? [0, 0, ''];
      const end = offset + limit;
      const parts = form.statuses.length * form.priorities.length;
      const select = parts * end <= shortRead ? selectShort : selectLong;
      const page = { ...values, at, id, offset, limit, end };
      const found = await select(db, { ...form, afterRank: after && rank }, page);
      return findTicketsInOrder(
        db,
        organizationId,
        found.map((row) => row.id),
      );
    },
    positionOf: (row) => [
      sort === 'priority' ? rankOf(row.priority) : 0,
      sort === 'updated' ? row.updatedAt : row.createdAt,
      row.id,
    ],
  });
}

/** What decides the SQL of a list. */
type Form = {
  readonly sort: TicketSort;
  readonly statuses: readonly string[];
  readonly priorities: readonly string[];
  /** Whose tickets: those of everybody and nobody, of one member, or of nobody. */
  readonly assignee: 'any' | 'one' | 'none';
};
type PageForm = Form & {
  /** The rank of the last row before the page, if any. */
  readonly afterRank: number | null;
};
type Values = { readonly organizationId: string; readonly boardId: string; readonly assigneeId: string };
type PageValues = Values & {
  readonly at: number;
  readonly id: string;
  readonly offset: number;
  readonly limit: number;
  readonly end: number;
};

const selectShort = compileForms(selectPage, true);
const selectLong = compileForms(selectPage, false);
const countParts = compileForms(selectCount, false);

function selectPage(db: Database, form: PageForm, values: Placeholders<PageValues>) {
  const { at, id, offset, limit, end } = values;
  const { sort, afterRank } = form;
  const time = sort === 'updated' ? 't.updated_at' : 't.created_at';
  const [operator, direction] = sort === 'oldest' ? (['>', 'asc'] as const) : (['<', 'desc'] as const);
  const parts = partsOf(db, form, values).flatMap(({ priority, tickets }) => {
    const rank = sort === 'priority' ? rankOf(priority) : 0;
    if (afterRank !== null && rank < afterRank) return [];
    const after = rank === afterRank ? ([at, id] as const) : null;
    const first = tickets
      .select(['t.id', `${time} as at`])
      .where(compareRow([time, 't.id'], operator, after))
      .orderBy(time, direction)
      .orderBy('t.id', direction)
      .limit(end);
    return [
      db
        .selectFrom(first.as('part'))
        .select(['part.id', 'part.at', sql<number>`${sql.lit(rank)}`.as('rank')]),
    ];
  });
  return unionOf(parts)
    .orderBy('rank')
    .orderBy('at', direction)
    .orderBy('id', direction)
    .limit(limit)
    .offset(offset);
}

function selectCount(db: Database, form: Form, values: Placeholders<Values & { readonly most: number }>) {
  const rows = unionOf(partsOf(db, form, values).map(({ tickets }) => tickets.select('t.id')));
  return limitedCount(db, db.selectFrom(rows.as('part')), values.most);
}

function partsOf(db: Database, form: Form, { organizationId, boardId, assigneeId }: Placeholders<Values>) {
  const assignees = { any: undefined, one: assigneeId, none: unassigned } as const;
  const filter = { boardId, status: undefined, assigneeId: assignees[form.assignee] };
  return form.statuses.flatMap((status) =>
    form.priorities.map((priority) => ({
      priority,
      tickets: db
        .selectFrom('tickets as t')
        .where(passes(organizationId, filter))
        .where('t.status', '=', literal(status))
        .where('t.priority', '=', literal(priority)),
    })),
  );
}

function assigneeOf({ assigneeId }: Pick<TicketFilter, 'assigneeId'>): Form['assignee'] {
  if (assigneeId === undefined) return 'any';
  return assigneeId === unassigned ? 'none' : 'one';
}

function literal(word: string): Expression<string> {
  return sql.lit(word);
}

type Unionable<Part> = { readonly unionAll: (parts: readonly Part[]) => Part };

function unionOf<Part extends Unionable<Part>>(parts: readonly Part[]): Part {
  const [first, ...others] = parts;
  if (!first) throw new Error('a list has at least one part');
  return others.length === 0 ? first : first.unionAll(others);
}
