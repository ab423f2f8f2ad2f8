import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/**
 * Indexes in the order of the lists of tickets, boards and comments, so that a page reads its own rows only. They replace
 * indexes that begin with the same columns.
 */
export const ticketLists: MigrationStep = async (db) => {
  for (const name of ['tickets_by_board', 'tickets_by_assignee', 'comments_by_ticket'])
    await db.schema.dropIndex(name).execute();
  const indexes: Readonly<Record<string, readonly [table: string, ...columns: string[]]>> = {
    tickets_of_board: ['tickets', 'board_id', 'created_at', 'id'],
    tickets_by_status: ['tickets', 'status', 'created_at', 'id'],
    tickets_of_board_by_status: ['tickets', 'board_id', 'status', 'created_at', 'id'],
    comments_of_ticket: ['comments', 'ticket_id', 'created_at', 'id'],
    boards_by_age: ['boards', 'created_at', 'id'],
  };
  for (const [name, [table, ...columns]] of Object.entries(indexes))
    await db.schema
      .createIndex(name)
      .on(table)
      .columns(['organization_id', ...columns])
      .execute();
  await db.schema
    .createIndex('tickets_of_assignee')
    .on('tickets')
    .columns(['organization_id', 'assignee_id', 'created_at', 'id'])
    .where(sql.ref('assignee_id'), 'is not', null)
    .execute();
};
