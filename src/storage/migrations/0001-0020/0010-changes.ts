import type { MigrationStep } from '../types.ts';

/** The change feed, which tells every process what to drop from its cache. */
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
