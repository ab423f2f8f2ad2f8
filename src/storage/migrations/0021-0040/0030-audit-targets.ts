import type { MigrationStep } from '../types.ts';

/** The events of a target by their action, as those of an actor, so that a filter on both reads its own rows only. */
export const auditTargets: MigrationStep = async (db) => {
  await db.schema.dropIndex('audit_events_by_target').execute();
  await db.schema
    .createIndex('audit_events_by_target')
    .on('audit_events')
    .columns(['organization_id', 'target_id', 'action', 'at', 'sequence'])
    .execute();
};
