import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/** Messages to send by e-mail, and when the last one of each kind went to each address. */
export const outbox: MigrationStep = async (db, types) => {
  await db.schema
    .createTable('outbox')
    .addColumn('organization_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('address', 'text', (c) => c.notNull())
    .addColumn('address_key', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text')
    .addColumn('fields', 'text', (c) => c.notNull())
    .addColumn('sealed_secret', types.bytes)
    .addColumn('key_id', 'text')
    .addColumn('state', 'text', (c) => c.notNull().check(sql`state in ('waiting','sent','failed')`))
    .addColumn('attempts', 'bigint', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('due_at', 'bigint', (c) => c.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('problem', 'text')
    .addPrimaryKeyConstraint('outbox_pk', ['organization_id', 'id'])
    .execute();
  await db.schema
    .createIndex('outbox_due')
    .on('outbox')
    .column('due_at')
    .where(sql<boolean>`state = 'waiting'`)
    .execute();
  await db.schema
    .createIndex('outbox_waiting')
    .on('outbox')
    .columns(['organization_id', 'address_key', 'kind'])
    .where(sql<boolean>`state = 'waiting'`)
    .execute();
  await db.schema
    .createIndex('outbox_unsent')
    .on('outbox')
    .columns(['organization_id', 'created_at', 'id'])
    .where(sql<boolean>`state <> 'sent'`)
    .execute();
  await db.schema
    .createIndex('outbox_by_end')
    .on('outbox')
    .column('ended_at')
    .where(sql<boolean>`ended_at is not null`)
    .execute();

  await db.schema
    .createTable('mail_sends')
    .addColumn('address_hash', types.bytes, (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('mail_sends_pk', ['address_hash', 'kind'])
    .execute();
  await db.schema.createIndex('mail_sends_by_age').on('mail_sends').column('at').execute();
};
