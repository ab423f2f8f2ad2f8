import type { MigrationStep } from './types.ts';

/**
 * A family is looked for within its grant, by whose index its few rows are found: an index of its own made every token
 * that is issued dearer.
 */
export const fewerOAuthIndexes: MigrationStep = async (db) => {
  for (const table of ['oauth_access_tokens', 'oauth_refresh_tokens'])
    await db.schema.dropIndex(`${table}_by_family`).execute();
};
