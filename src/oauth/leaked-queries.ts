import type { Database } from '../storage/database.ts';

const tables = {
  access: 'oauth_access_tokens',
  refresh: 'oauth_refresh_tokens',
  code: 'oauth_codes',
} as const;

/** The grant that a value comes from, whosever it is. */
export function findLeakedGrant(db: Database, kind: keyof typeof tables, hash: Uint8Array) {
  return db
    .selectFrom(tables[kind])
    .select(['organization_id as organizationId', 'grant_id as grantId'])
    .where('hash', '=', hash)
    .executeTakeFirst();
}
