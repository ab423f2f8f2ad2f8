import type { MigrationStep } from '../types.ts';

/**
 * A family's few rows are found with the index on their connection. A separate index made issuing tokens
 * slower.
 */
export const fewerOAuthIndexes: MigrationStep = async (db) => {
  for (const table of ['oauth_access_tokens', 'oauth_refresh_tokens'])
    await db.schema.dropIndex(`${table}_by_family`).execute();
};
