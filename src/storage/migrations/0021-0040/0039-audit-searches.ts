import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/** The events with a credential, from an address, and of others than members, each in the order of the log. */
export const auditSearches: MigrationStep = async (db) => {
  for (const [name, column] of [
    ['audit_events_by_credential', 'credential_id'],
    ['audit_events_by_address', 'address'],
  ] as const)
    await db.schema
      .createIndex(name)
      .on('audit_events')
      .columns(['organization_id', column, 'at', 'sequence'])
      .where(sql.ref(column), 'is not', null)
      .execute();
  await db.schema
    .createIndex('audit_events_by_kind')
    .on('audit_events')
    .columns(['organization_id', 'actor_kind', 'at', 'sequence'])
    .where(sql.ref('actor_kind'), '<>', sql.lit('member'))
    .execute();
};
