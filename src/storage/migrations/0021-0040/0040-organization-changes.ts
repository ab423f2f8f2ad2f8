import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/** Changed slugs, deleted organizations, and logos. */
export const organizationChanges: MigrationStep = async (db, types) => {
  for (const column of ['deleted_at', 'erasing_until'] as const)
    await db.schema.alterTable('organizations').addColumn(column, 'bigint').execute();
  await db.schema
    .createIndex('organizations_deleted')
    .on('organizations')
    .column('deleted_at')
    .where(sql.ref('deleted_at'), 'is not', null)
    .execute();

  await db.schema
    .createTable('held_slugs')
    .addColumn('slug', 'text', (c) => c.primaryKey())
    .addColumn('held_for', 'text', (c) => c.notNull())
    .addColumn('until', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('held_slugs_by_organization')
    .on('held_slugs')
    .columns(['held_for', 'until'])
    .execute();
  await db.schema.createIndex('held_slugs_by_end').on('held_slugs').column('until').execute();

  // Erasing an organization reads every table by it.
  await db.schema
    .createIndex('creating_credentials_by_organization')
    .on('creating_credentials')
    .column('organization_id')
    .execute();

  await db.schema
    .createTable('organization_logos')
    .addColumn('organization_id', 'text', (c) => c.primaryKey().references('organizations.id'))
    .addColumn('media_type', 'text', (c) => c.notNull())
    .addColumn('bytes', types.bytes, (c) => c.notNull())
    .addColumn('version', 'text', (c) => c.notNull())
    .addColumn('width', 'integer', (c) => c.notNull())
    .addColumn('height', 'integer', (c) => c.notNull())
    .addColumn('background', 'text', (c) => c.notNull())
    .execute();
};
