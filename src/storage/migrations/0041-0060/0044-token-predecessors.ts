import type { MigrationStep } from '../types.ts';

/** Which token each token has replaced. */
export const tokenPredecessors: MigrationStep = async (db) => {
  await db.schema.alterTable('access_tokens').addColumn('predecessor_id', 'text').execute();
};
