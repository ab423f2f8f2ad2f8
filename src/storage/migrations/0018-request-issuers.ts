import type { MigrationStep } from './types.ts';

/** The issuer that a client began at: its answer names the same, whichever origin the member decides at (RFC 9207). */
export const requestIssuers: MigrationStep = async (db) => {
  await db.schema.alterTable('oauth_requests').addColumn('issuer', 'text').execute();
};
