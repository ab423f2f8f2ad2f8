import type { MigrationStep } from '../types.ts';

/** How often each connection was refreshed on its last day with refreshes. The audit log gets one event for each day. */
export const refreshCounts: MigrationStep = async (db) => {
  for (const column of ['refreshed_day', 'refreshes'])
    await db.schema.alterTable('oauth_connections').addColumn(column, 'bigint').execute();
};
