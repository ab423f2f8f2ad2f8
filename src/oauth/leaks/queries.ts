import type { Database } from '../../storage/database.ts';

const tables = {
  access: 'oauth_access_tokens',
  refresh: 'oauth_refresh_tokens',
  code: 'oauth_codes',
} as const;

/** Finds the connection of a code or token, in any organization. */
export function findLeakedConnection(db: Database, kind: keyof typeof tables, hash: Uint8Array) {
  return db
    .selectFrom(tables[kind])
    .select(['organization_id as organizationId', 'connection_id as connectionId'])
    .where('hash', '=', hash)
    .executeTakeFirst();
}

/**
 * Deletes a device's request by the hash of its device code, in any organization: it can no longer be allowed or
 * exchanged for tokens. Returns its connection, if the member allowed it.
 */
export function endDeviceRequest(db: Database, deviceCodeHash: Uint8Array) {
  return db
    .deleteFrom('oauth_requests')
    .where('device_code_hash', '=', deviceCodeHash)
    .returning(['organization_id as organizationId', 'connection_id as connectionId'])
    .executeTakeFirst();
}
