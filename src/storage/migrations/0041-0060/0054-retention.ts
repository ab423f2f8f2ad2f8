import type { MigrationStep } from '../types.ts';

/** How long an organization keeps its audit log and the use of its tokens; null for the operator's setting. */
export const retention: MigrationStep = async (db) => {
  for (const column of ['audit_retention_days', 'usage_retention_days'])
    await db.schema.alterTable('organizations').addColumn(column, 'bigint').execute();
};
