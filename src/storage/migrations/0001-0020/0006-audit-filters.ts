import type { MigrationStep } from '../types.ts';

/** Indexes for the filters of the audit log. The sequence keeps each index in the log's order. */
export const auditFilters: MigrationStep = async (db) => {
  for (const column of ['actor_id', 'action', 'target_id', 'at']) {
    await db.schema
      .createIndex(`audit_events_by_${column}`)
      .on('audit_events')
      .columns(['organization_id', column, 'sequence'])
      .execute();
  }
};
