import { sql } from 'kysely';
import { cacheOfEach } from '../../contract/lists/version-cache.ts';
import { listOrder, type Page, type PageRequest, readPage } from '../../contract/paging.ts';
import { compileForms, type Placeholders } from '../../storage/compile-once.ts';
import type { Database } from '../../storage/database.ts';
import { countedRows, limitedCount, type Total, totalOf } from '../../storage/list-queries.ts';
import type { TicketRow } from '../queries.ts';
import type { Viewer } from '../viewer.ts';
import { visibilityKey } from '../visibility-queries.ts';
import {
  inOrder,
  type ListFilter,
  type ListScope,
  partsOf,
  rowsOf,
  scopeOf,
  ticketsOf,
} from './ticket-queries.ts';

const ticketOrder = listOrder('tickets', 'integer', 'id');

/** So many rows of an index are read in one turn of the event loop. */
export const shortRead = 2_000;
/** A list of at most so many tickets is counted in one turn. */
const shortCount = 500;

/**
 * Returns a page of the tickets that a viewer can see, newest first.
 * @param version of the data, read before; null if there is none
 * @throws SpedyError validation_failed for a malformed cursor, and for a page number beyond the counted rows
 */
export async function listVisibleTickets(
  db: Database,
  viewer: Viewer,
  filter: ListFilter,
  request: PageRequest,
  version: string | null = null,
): Promise<Page<TicketRow>> {
  const { list, total } = await headOf(db, viewer, filter, version);
  return readPage<typeof ticketOrder.kinds, TicketRow>(request, {
    order: ticketOrder,
    count: total,
    read: async ({ after, offset, limit }) => {
      if (list.form.parts === 0) return [];
      const form = { ...list.form, after: after !== null };
      const [createdAt, id] = after ?? [0, ''];
      const end = offset + limit;
      const isShort = list.isIndexed && Math.max(1, form.parts ?? 1) * end <= shortRead;
      const select = isShort ? selectShortPage : selectLongPage;
      return select(db, form, { ...list.values, createdAt, id, offset, limit, end });
    },
    positionOf: ({ createdAt, id }) => [createdAt, id],
  });
}

/** What decides the SQL of a list. */
type Form = {
  /** The number of boards that are read one by one; null if the list is read as a whole. */
  readonly parts: number | null;
  /** Whether the viewer's boards are a condition. */
  readonly isVisible: boolean;
  readonly boardId: boolean;
  readonly status: boolean;
  readonly assigneeId: boolean;
};
type PageForm = Form & { readonly after: boolean };

/** The values of a list. Those that its form does not use are empty. */
type Values = { readonly [Name in keyof ListFilter]-?: NonNullable<ListFilter[Name]> } & {
  readonly organizationId: string;
  readonly userId: string;
  readonly [board: `board${number}`]: string;
};
type PageValues = Values & {
  readonly createdAt: number;
  readonly id: string;
  readonly offset: number;
  readonly limit: number;
  readonly end: number;
};

type List = {
  readonly form: Form;
  readonly values: Values;
  /** Whether each row of the index that is read is one of the list. */
  readonly isIndexed: boolean;
};

/** What all pages of a list have in common. */
type Head = { readonly list: List; readonly total: Total };

const headCapacity = 1_048_576;
/** About how many bytes a head uses, and each board in it. */
const headSize = 512;
const boardSize = 96;
const headsOf = cacheOfEach<Head>(({ list }) => headSize + boardSize * (list.form.parts ?? 0), headCapacity);

/** Returns the head of a list at a version of the data, read once for all its pages. */
function headOf(db: Database, viewer: Viewer, filter: ListFilter, version: string | null): Promise<Head> {
  return headsOf(db).get({
    key: JSON.stringify([visibilityKey(viewer), filter]),
    version: async () => version,
    read: async () => {
      const list = listOf(viewer, filter, await scopeOf(db, viewer, filter));
      return { list, total: await countList(db, list) };
    },
  });
}

function listOf({ organizationId, userId }: Viewer, filter: ListFilter, scope: ListScope): List {
  const { boardId, status, assigneeId } = filter;
  const boards = Array.isArray(scope) ? scope : null;
  const parts = boards && powerOfTwo(boards.length);
  return {
    form: {
      parts,
      isVisible: scope === 'visible',
      boardId: boardId !== undefined,
      status: status !== undefined,
      assigneeId: assigneeId !== undefined,
    },
    values: {
      organizationId,
      userId,
      boardId: boardId ?? '',
      status: status ?? 'TODO',
      assigneeId: assigneeId ?? '',
      ...boardValues(boards ?? [], parts ?? 0),
    },
    isIndexed: scope !== 'visible' && assigneeId === undefined,
  };
}

/** Few numbers of boards have their own SQL: the others are filled up with boards that do not exist. */
function powerOfTwo(count: number): number {
  return count === 0 ? 0 : 2 ** Math.ceil(Math.log2(count));
}

function boardValues(boards: readonly string[], parts: number): Pick<Values, `board${number}`> {
  const entries = Array.from(
    { length: parts },
    (_, index) => [`board${index}`, boards[index] ?? ''] as const,
  );
  return Object.fromEntries(entries);
}

/** Counts in one turn if the list is short. */
async function countList(db: Database, { form, values, isIndexed }: List): Promise<Total> {
  if (form.parts === 0) return { total: 0, isExact: true };
  if (isIndexed) {
    const [few] = await countShort(db, form, { ...values, most: shortCount + 1 });
    if (few && few.counted <= shortCount) return totalOf(few.counted, shortCount);
  }
  const [many] = await countLong(db, form, { ...values, most: countedRows + 1 });
  return totalOf(many?.counted ?? 0, countedRows);
}

const selectShortPage = compileForms(selectPage, true);
const selectLongPage = compileForms(selectPage, false);
const countShort = compileForms(selectCount, true);
const countLong = compileForms(selectCount, false);

function selectPage(db: Database, form: PageForm, values: Placeholders<PageValues>) {
  const { organizationId, createdAt, id, offset, limit, end } = values;
  const after = form.after ? ([createdAt, id] as const) : null;
  const listed = inOrder(db, partsWith(db, form, values), { after, offset, limit, end });
  if (!listed) throw new Error('the form has no parts');
  return ticketsOf(db, organizationId, listed);
}

function selectCount(db: Database, form: Form, values: Placeholders<Values & { readonly most: number }>) {
  const rows = rowsOf(db, partsWith(db, form, values));
  if (!rows) throw new Error('the form has no parts');
  return limitedCount(db, rows, values.most);
}

function partsWith(db: Database, form: Form, values: Placeholders<Values>) {
  const { organizationId, userId } = values;
  const filter = {
    boardId: form.boardId ? values.boardId : undefined,
    status: form.status ? values.status : undefined,
    assigneeId: form.assigneeId ? values.assigneeId : undefined,
  };
  const boards = Array.from(
    { length: form.parts ?? 0 },
    (_, index) => values[`board${index}`] ?? sql.lit(''),
  );
  const scope = form.parts !== null ? boards : form.isVisible ? 'visible' : null;
  return partsOf(db, { organizationId, userId, allBoards: !form.isVisible }, filter, scope);
}
