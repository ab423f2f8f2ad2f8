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

/**
 * Ends the request of a device for good, by the hash of its device code, whosever it is: undecided, it can be allowed no
 * more, and the code brings no tokens. Gives the grant that it led to, if it did.
 */
export function endDeviceRequest(db: Database, deviceCodeHash: Uint8Array) {
  return db
    .deleteFrom('oauth_requests')
    .where('device_code_hash', '=', deviceCodeHash)
    .returning(['organization_id as organizationId', 'grant_id as grantId'])
    .executeTakeFirst();
}
