import type { MigrationStep } from '../types.ts';

/**
 * Which audit events were stripped of personal data. The event keeps its hash, so the chain stays; this has the hash that its
 * present contents would have, and the event that declares the redaction.
 */
export const auditRedactions: MigrationStep = async (db, types) => {
  await db.schema
    .createTable('audit_redactions')
    .addColumn('organization_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('sequence', 'bigint', (c) => c.notNull())
    .addColumn('declared_by', 'text', (c) => c.notNull())
    .addColumn('content_hash', types.bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('audit_redactions_pk', ['organization_id', 'sequence', 'declared_by'])
    .execute();
};
