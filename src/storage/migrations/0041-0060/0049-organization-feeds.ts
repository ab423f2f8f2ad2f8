import type { MigrationStep } from '../types.ts';

/** Whose each change is, because resource servers read the changes of their organization. */
export const organizationFeeds: MigrationStep = async (db) => {
  await db.schema.alterTable('changes').addColumn('organization_id', 'text').execute();
};
