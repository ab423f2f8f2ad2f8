import { sql } from 'kysely';
import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { searchIndexOf } from '../storage/search/index-of.ts';
import type { IndexedTicket } from '../storage/search/search-index.ts';
import { ticketTokens } from '../storage/search/tokens.ts';
import type { Viewer } from './viewer.ts';
import { type BoardFilter, boardFilterOf, visibleBoards } from './visibility-queries.ts';

export const ticketColumns = [
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
  't.comment_count as publicComments',
  't.internal_comment_count as internalComments',
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
        .on('a.state', '<>', sql.lit('removed')),
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

/** Locks a ticket's row until the transaction ends, so that concurrent changes are applied one after the other. */
export function lockTicket(trx: Transaction, organizationId: string, ticketId: string) {
  return trx
    .updateTable('tickets')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', ticketId)
    .execute();
}

type NewTicketRow = {
  organizationId: string;
  authorId: string;
  searchText: string;
  /** It has no comments yet. */
  row: Omit<TicketRow, 'publicComments' | 'internalComments'>;
};

export async function insertTicket(
  trx: Transaction,
  { organizationId, authorId, searchText, row }: NewTicketRow,
): Promise<void> {
  await insertRow(trx, { ...row, organizationId, authorId, searchText });
  await searchIndexOf(trx).add(trx, organizationId, [indexed(organizationId, row, searchText)]);
}

type InsertedRow = Omit<NewTicketRow['row'], 'boardKey' | 'assigneeName'> & Omit<NewTicketRow, 'row'>;

const insertRow = compileOnce(
  (db, row: Placeholders<InsertedRow>) =>
    db.insertInto('tickets').values({
      organization_id: row.organizationId,
      id: row.id,
      board_id: row.boardId,
      number: row.number,
      title: row.title,
      description: row.description,
      status: row.status,
      priority: row.priority,
      assignee_id: row.assigneeId,
      author_id: row.authorId,
      search_text: row.searchText,
      created_at: row.createdAt,
      updated_at: row.updatedAt,
    }),
  { unread: true },
);

/** @param searchText the new one, or null if neither the title nor the description changed */
export async function updateTicket(
  trx: Transaction,
  organizationId: string,
  row: TicketRow,
  searchText: string | null,
): Promise<void> {
  await trx
    .updateTable('tickets')
    .set({
      title: row.title,
      description: row.description,
      status: row.status,
      priority: row.priority,
      assignee_id: row.assigneeId,
      ...(searchText === null ? {} : { search_text: searchText }),
      updated_at: row.updatedAt,
    })
    .where('organization_id', '=', organizationId)
    .where('id', '=', row.id)
    .execute();
  if (searchText !== null)
    await searchIndexOf(trx).replace(trx, organizationId, indexed(organizationId, row, searchText));
}

function indexed(
  organizationId: string,
  { id, boardId }: Pick<TicketRow, 'id' | 'boardId'>,
  searchText: string,
): IndexedTicket {
  return { id, tokens: ticketTokens(organizationId, boardId, searchText) };
}
