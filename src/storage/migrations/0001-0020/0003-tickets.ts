import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/** Boards, their members, tickets and comments. */
export const tickets: MigrationStep = async (db) => {
  await db.schema
    .createTable('boards')
    .addColumn('organization_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('last_ticket_number', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('boards_pk', ['organization_id', 'id'])
    .addUniqueConstraint('boards_key', ['organization_id', 'key'])
    .execute();

  await db.schema
    .createTable('board_members')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('board_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('board_members_pk', ['organization_id', 'board_id', 'user_id'])
    .addForeignKeyConstraint('board_members_board', ['organization_id', 'board_id'], 'boards', [
      'organization_id',
      'id',
    ])
    .addForeignKeyConstraint('board_members_user', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema
    .createIndex('board_members_by_user')
    .on('board_members')
    .columns(['organization_id', 'user_id'])
    .execute();

  await db.schema
    .createTable('tickets')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('board_id', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull().check(sql`status in ('TODO','IN_PROGRESS','DONE')`))
    .addColumn('priority', 'text', (c) =>
      c.notNull().check(sql`priority in ('LOW','MEDIUM','HIGH','URGENT')`),
    )
    .addColumn('assignee_id', 'text')
    .addColumn('author_id', 'text', (c) => c.notNull())
    .addColumn('search_text', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('tickets_pk', ['organization_id', 'id'])
    .addUniqueConstraint('tickets_number', ['organization_id', 'board_id', 'number'])
    .addForeignKeyConstraint('tickets_board', ['organization_id', 'board_id'], 'boards', [
      'organization_id',
      'id',
    ])
    .addForeignKeyConstraint('tickets_assignee', ['organization_id', 'assignee_id'], 'users', [
      'organization_id',
      'id',
    ])
    .addForeignKeyConstraint('tickets_author', ['organization_id', 'author_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema
    .createIndex('tickets_by_age')
    .on('tickets')
    .columns(['organization_id', 'created_at', 'id'])
    .execute();
  await db.schema
    .createIndex('tickets_by_board')
    .on('tickets')
    .columns(['organization_id', 'board_id', 'created_at'])
    .execute();

  await db.schema
    .createTable('comments')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('ticket_id', 'text', (c) => c.notNull())
    .addColumn('author_id', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('comments_pk', ['organization_id', 'id'])
    .addForeignKeyConstraint('comments_ticket', ['organization_id', 'ticket_id'], 'tickets', [
      'organization_id',
      'id',
    ])
    .addForeignKeyConstraint('comments_author', ['organization_id', 'author_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema
    .createIndex('comments_by_ticket')
    .on('comments')
    .columns(['organization_id', 'ticket_id', 'created_at'])
    .execute();
};
