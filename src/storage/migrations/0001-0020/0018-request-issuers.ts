import type { MigrationStep } from '../types.ts';

/**
 * The issuer at which a client started. The response names the same issuer, at whichever origin the member
 * decides (RFC 9207).
 */
export const requestIssuers: MigrationStep = async (db) => {
  await db.schema.alterTable('oauth_requests').addColumn('issuer', 'text').execute();
};
