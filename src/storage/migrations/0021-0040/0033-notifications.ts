import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

const day = 86_400_000;

/**
 * What members do not want to be told, notices with their own text, and when the member of each token is told next that it
 * is about to expire: for the tokens that exist, a day before.
 */
export const notifications: MigrationStep = async (db) => {
  await db.schema
    .createTable('muted_notifications')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('muted_notifications_pk', ['organization_id', 'user_id', 'kind'])
    .addForeignKeyConstraint('muted_notifications_user', ['organization_id', 'user_id'], 'users', [
      'organization_id',
      'id',
    ])
    .execute();
  await db.schema.createIndex('outbox_by_age').on('outbox').columns(['created_at', 'id']).execute();
  await db.schema.alterTable('notices').addColumn('message', 'text').execute();
  await db.schema.alterTable('access_tokens').addColumn('expiry_notice_at', 'bigint').execute();
  await sql`
    update access_tokens set expiry_notice_at = expires_at - ${sql.lit(day)}
    where ended = 0 and revoked_at is null and expires_at - created_at > ${sql.lit(day)}`.execute(db);
  await db.schema
    .createIndex('access_tokens_by_expiry_notice')
    .on('access_tokens')
    .column('expiry_notice_at')
    .where(sql.ref('expiry_notice_at'), 'is not', null)
    .execute();
};
