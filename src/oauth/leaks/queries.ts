import { sql } from 'kysely';
import type { Database } from '../../storage/database.ts';

const tables = {
  access: 'oauth_access_tokens',
  refresh: 'oauth_refresh_tokens',
  code: 'oauth_codes',
} as const;
/** When a token was revoked, or a value was used that can be used once. */
const ends = { access: 'revoked_at', refresh: 'spent_at', code: 'spent_at' } as const;

/** Finds the connection of a code or token, in any organization, and when the value itself expires or ended. */
export function findLeakedConnection(db: Database, kind: keyof typeof tables, hash: Uint8Array) {
  return db
    .selectFrom(tables[kind])
    .select(['organization_id as organizationId', 'connection_id as connectionId'])
    .select(['expires_at as valueExpiresAt', sql<number | null>`${sql.ref(ends[kind])}`.as('valueEndedAt')])
    .where('hash', '=', hash)
    .executeTakeFirst();
}

/** Returns whose connection it is, and to which application. */
export function findConnectionOwner(db: Database, organizationId: string, connectionId: string) {
  return db
    .selectFrom('oauth_connections as c')
    .innerJoin('oauth_applications as a', (on) =>
      on.onRef('a.organization_id', '=', 'c.organization_id').onRef('a.id', '=', 'c.application_id'),
    )
    .select(['a.name', 'a.blocked_at as blockedAt', 'c.user_id as userId'])
    .select(['c.ended_at as endedAt', 'c.expires_at as expiresAt'])
    .where('c.organization_id', '=', organizationId)
    .where('c.id', '=', connectionId)
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
