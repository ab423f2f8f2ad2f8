import type { MigrationStep } from '../types.ts';

/**
 * The daily usage of tokens. No foreign key: counts are written long after their requests, many in one
 * statement, and one of them must not fail the others.
 */
export const tokenUsage: MigrationStep = async (db) => {
  await db.schema
    .createTable('token_usage')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('token_id', 'text', (c) => c.notNull())
    .addColumn('day', 'integer', (c) => c.notNull())
    .addColumn('count', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('token_usage_pk', ['organization_id', 'token_id', 'day'])
    .execute();
  await db.schema.createIndex('token_usage_by_day').on('token_usage').column('day').execute();
};
