import type { MigrationStep } from './types.ts';

/** The feed of changes by which every process learns what it must not remember any longer. */
export const changes: MigrationStep = async (db, types) => {
  await db.schema
    .createTable('changes')
    .addColumn('id', types.sequence)
    .addColumn('position', types.position)
    .addColumn('subject', 'text')
    .addColumn('swept_below', 'bigint')
    .execute();
  await db.schema.createIndex('changes_by_position').on('changes').column('position').execute();
};
