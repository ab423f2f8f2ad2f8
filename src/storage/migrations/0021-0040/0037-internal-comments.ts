import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/**
 * Internal and edited comments, how many comments a ticket has, and indexes: for a board's tickets in every order of the
 * list, for the boards of a member, and for the administrators.
 */
export const internalComments: MigrationStep = async (db) => {
  await db.schema
    .alterTable('comments')
    .addColumn('internal', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('comments').addColumn('edited_at', 'bigint').execute();
  for (const column of ['comment_count', 'internal_comment_count'])
    await db.schema
      .alterTable('tickets')
      .addColumn(column, 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
  await sql`
    update tickets set comment_count = (
      select count(*) from comments
      where comments.organization_id = tickets.organization_id and comments.ticket_id = tickets.id
    ) where exists (
      select 1 from comments
      where comments.organization_id = tickets.organization_id and comments.ticket_id = tickets.id
    )`.execute(db);
  // Customers page through these only, however many internal ones lie between.
  await sql`
    create index comments_for_customers on comments (organization_id, ticket_id, created_at, id)
    where internal = 0`.execute(db);

  for (const [name, time] of [
    ['tickets_of_board_by_age', 'created_at'],
    ['tickets_of_board_by_change', 'updated_at'],
  ] as const)
    await db.schema
      .createIndex(name)
      .on('tickets')
      .columns(['organization_id', 'board_id', 'status', 'priority', time, 'id'])
      .execute();
  for (const [name, time] of [
    ['tickets_of_assignee_by_age', 'created_at'],
    ['tickets_of_assignee_by_change', 'updated_at'],
  ] as const)
    await db.schema
      .createIndex(name)
      .on('tickets')
      .columns(['organization_id', 'assignee_id', 'board_id', 'status', 'priority', time, 'id'])
      .where(sql.ref('assignee_id'), 'is not', null)
      .execute();

  await db.schema.dropIndex('board_members_by_user').execute();
  await db.schema
    .createIndex('boards_of_member')
    .on('board_members')
    .columns(['organization_id', 'user_id', 'board_id'])
    .execute();
  await sql`
    create index users_administrators on users (organization_id, id)
    where role = 'ADMIN' and state = 'active'`.execute(db);
};
