import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/**
 * What the sweep still has to do, each behind an index that contains only that: members to release, connections whose
 * refresh tokens are no longer needed, blocked applications, and ended tokens by age. The age of tokens that have
 * already ended is unknown, so it starts now.
 */
export const slices: MigrationStep = async (db) => {
  await db.schema.alterTable('users').addColumn('released_at', 'bigint').execute();
  await sql`update users set released_at = 0 where state = 'removed'`.execute(db);
  await db.schema
    .createIndex('users_to_release')
    .on('users')
    .columns(['organization_id', 'id'])
    .where(sql<boolean>`state = 'removed' and released_at is null`)
    .execute();

  await db.schema.alterTable('oauth_connections').addColumn('refresh_tokens_deleted_at', 'bigint').execute();
  await db.schema
    .createIndex('oauth_connections_with_unneeded_tokens')
    .on('oauth_connections')
    .column('ended_at')
    .where(sql<boolean>`ended_at is not null and refresh_tokens_deleted_at is null`)
    .execute();
  await db.schema
    .createIndex('oauth_applications_blocked')
    .on('oauth_applications')
    .columns(['organization_id', 'id'])
    .where(sql.ref('blocked_at'), 'is not', null)
    .execute();

  await db.schema.alterTable('access_tokens').addColumn('ended_at', 'bigint').execute();
  await db
    .updateTable('access_tokens')
    .set({ ended_at: Date.now() })
    .where('ended', '=', sql.lit(1))
    .execute();
  await db.schema
    .createIndex('access_tokens_by_end')
    .on('access_tokens')
    .column('ended_at')
    .where(sql.ref('ended_at'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('tickets_by_assignee')
    .on('tickets')
    .columns(['organization_id', 'assignee_id'])
    .where(sql.ref('assignee_id'), 'is not', null)
    .execute();
};
