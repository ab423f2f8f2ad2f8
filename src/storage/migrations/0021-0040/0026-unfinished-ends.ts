import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/**
 * When all connections of a blocked application had ended, so that the sweep, behind an index that contains only what is
 * left to do, and the lists know which ones have not. Applications that are blocked now are looked at once more.
 */
export const unfinishedEnds: MigrationStep = async (db) => {
  await db.schema.alterTable('oauth_applications').addColumn('connections_ended_at', 'bigint').execute();
  await db.schema.dropIndex('oauth_applications_blocked').execute();
  await db.schema
    .createIndex('oauth_applications_to_end')
    .on('oauth_applications')
    .columns(['organization_id', 'id'])
    .where(sql<boolean>`blocked_at is not null and connections_ended_at is null`)
    .execute();
};
