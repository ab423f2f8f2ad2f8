import type { MigrationStep } from '../types.ts';

/** The audit log: one hash chain per organization. */
export const audit: MigrationStep = async (db, types) => {
  await db.schema
    .createTable('audit_heads')
    .addColumn('organization_id', 'text', (c) => c.primaryKey().references('organizations.id'))
    .addColumn('sequence', 'bigint', (c) => c.notNull())
    .addColumn('hash', types.bytes, (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('audit_events')
    .addColumn('organization_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('sequence', 'bigint', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('actor_kind', 'text', (c) => c.notNull())
    .addColumn('actor_id', 'text')
    .addColumn('credential_kind', 'text')
    .addColumn('credential_id', 'text')
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('target_kind', 'text', (c) => c.notNull())
    .addColumn('target_id', 'text', (c) => c.notNull())
    .addColumn('details', 'text', (c) => c.notNull())
    .addColumn('address', 'text')
    .addColumn('request_id', 'text')
    .addColumn('previous_hash', types.bytes, (c) => c.notNull())
    .addColumn('hash', types.bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('audit_events_pk', ['organization_id', 'sequence'])
    .execute();
};
