import type { MigrationStep } from './types.ts';

/**
 * How often each token was used on each day. No foreign key: a count is written long after its request, in one
 * statement with many others, and must not hold those up.
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
