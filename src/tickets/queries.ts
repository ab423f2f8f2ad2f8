import { sql } from 'kysely';
import { type PageRequest, pageOffset } from '../contract/paging.ts';
import { compileOncePerForm, type Placeholders } from '../storage/compile-once.ts';
import type { Database, Transaction } from '../storage/database.ts';
import type { TicketFilter } from './schema.ts';
import { patternEscape } from './search.ts';
import type { Viewer } from './viewer.ts';
import { type BoardFilter, boardFilterOf, seesAllBoards, visibleBoards } from './visibility-queries.ts';

const ticketColumns = [
  't.id',
  'b.key as boardKey',
  't.number',
  't.title',
  't.description',
  't.status',
  't.priority',
  'b.id as boardId',
  'a.id as assigneeId',
  'a.name as assigneeName',
  't.created_at as createdAt',
  't.updated_at as updatedAt',
] as const;

export type TicketRow = NonNullable<Awaited<ReturnType<typeof findVisibleTicket>>>;

function visibleTickets(db: Database, filter: BoardFilter) {
  return visibleBoards(db, filter)
    .innerJoin('tickets as t', (on) =>
      on.onRef('t.organization_id', '=', 'b.organization_id').onRef('t.board_id', '=', 'b.id'),
    )
    .leftJoin('users as a', (on) =>
      on
        .onRef('a.organization_id', '=', 't.organization_id')
        .onRef('a.id', '=', 't.assignee_id')
        // The tickets of a removed member are released after the removal.
        .on('a.state', '<>', 'removed'),
    );
}

export function findVisibleTicket(db: Database, viewer: Viewer, ticketId: string) {
  return visibleTickets(db, boardFilterOf(viewer))
    .select(ticketColumns)
    .where('t.id', '=', ticketId)
    .executeTakeFirst();
}

/** Finds a ticket by its board's key and its number. */
export function findVisibleTicketByNumber(db: Database, viewer: Viewer, boardKey: string, number: number) {
  return visibleTickets(db, boardFilterOf(viewer))
    .select(ticketColumns)
    .where('b.key', '=', boardKey)
    .where('t.number', '=', number)
    .executeTakeFirst();
}

type ListFilter = Omit<TicketFilter, 'search'> & { readonly pattern?: string };
/** Which conditions a list has. */
type ListForm = {
  readonly allBoards: boolean;
  readonly boardId: boolean;
  readonly status: boolean;
  readonly assigneeId: boolean;
  readonly pattern: boolean;
};
type ListValues = Record<'boardId' | 'status' | 'assigneeId' | 'pattern', string> &
  Omit<Viewer, 'role'> & { readonly limit: number; readonly offset: number };
/** The values of conditions that a list does not have. */
const unused = { boardId: '', status: '', assigneeId: '', pattern: '' };

function listedTickets(db: Database, values: Placeholders<ListValues>, form: ListForm) {
  const { organizationId, userId } = values;
  let tickets = visibleTickets(db, { organizationId, userId, allBoards: form.allBoards });
  if (form.boardId) tickets = tickets.where('t.board_id', '=', values.boardId);
  if (form.status) tickets = tickets.where('t.status', '=', values.status);
  if (form.assigneeId) {
    // The second condition leaves out a removed member, as the join does.
    tickets = tickets.where('t.assignee_id', '=', values.assigneeId).where('a.id', '=', values.assigneeId);
  }
  if (form.pattern) {
    tickets = tickets.where(
      sql<boolean>`${sql.ref('t.search_text')} like ${values.pattern} escape ${sql.lit(patternEscape)}`,
    );
  }
  return tickets;
}

const countTickets = compileOncePerForm((db, values: Placeholders<ListValues>, form: ListForm) =>
  listedTickets(db, values, form).select((eb) => eb.fn.countAll<number>().as('total')),
);

const pageOfTickets = compileOncePerForm((db, values: Placeholders<ListValues>, form: ListForm) =>
  listedTickets(db, values, form)
    .select(ticketColumns)
    .orderBy('t.created_at', 'desc')
    .orderBy('t.id', 'desc')
    .limit(values.limit)
    .offset(values.offset),
);

/**
 * Returns a page of the tickets that a viewer can see, newest first, and their total.
 * @param filter.pattern a LIKE pattern in the form of `searchPattern`
 */
export async function listVisibleTickets(
  db: Database,
  { organizationId, userId, role }: Viewer,
  filter: ListFilter,
  page: PageRequest,
) {
  const form = {
    allBoards: seesAllBoards(role),
    boardId: filter.boardId !== undefined,
    status: filter.status !== undefined,
    assigneeId: filter.assigneeId !== undefined,
    pattern: filter.pattern !== undefined,
  };
  const range = { limit: page.limit, offset: pageOffset(page) };
  const values = { organizationId, userId, ...unused, ...filter, ...range };
  const [counted] = await countTickets(db, form, values);
  const rows = await pageOfTickets(db, form, values);
  return { total: counted?.total ?? 0, rows };
}

/** Locks a ticket's row until the transaction ends, so that concurrent changes are applied one after the other. */
export function lockTicket(trx: Transaction, organizationId: string, ticketId: string) {
  return trx
    .updateTable('tickets')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', ticketId)
    .execute();
}

type NewTicketRow = { organizationId: string; authorId: string; searchText: string; row: TicketRow };

export function insertTicket(trx: Transaction, { organizationId, authorId, searchText, row }: NewTicketRow) {
  return trx
    .insertInto('tickets')
    .values({
      organization_id: organizationId,
      id: row.id,
      board_id: row.boardId,
      number: row.number,
      title: row.title,
      description: row.description,
      status: row.status,
      priority: row.priority,
      assignee_id: row.assigneeId,
      author_id: authorId,
      search_text: searchText,
      created_at: row.createdAt,
      updated_at: row.updatedAt,
    })
    .execute();
}

export function updateTicket(trx: Transaction, organizationId: string, row: TicketRow, searchText: string) {
  return trx
    .updateTable('tickets')
    .set({
      title: row.title,
      description: row.description,
      status: row.status,
      priority: row.priority,
      assignee_id: row.assigneeId,
      search_text: searchText,
      updated_at: row.updatedAt,
    })
    .where('organization_id', '=', organizationId)
    .where('id', '=', row.id)
    .execute();
}
