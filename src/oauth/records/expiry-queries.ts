import type { Database } from '../../storage/database.ts';

/** How long expired values stay stored, in milliseconds: their error then says "expired", and replays are detected. */
const retention = 7 * 86_400_000;
/** Rows per statement, well below the parameter limits of both databases. */
const batchSize = 1_000;

type Expiring = 'oauth_codes' | 'oauth_access_tokens' | 'oauth_refresh_tokens';

/** Deletes the records of expired assertions. */
export async function deleteExpiredAssertions(db: Database, now: number): Promise<void> {
  await db.deleteFrom('oauth_assertions').where('expires_at', '<=', now).execute();
}

/** Deletes expired requests. */
export async function deleteExpiredRequests(db: Database, now: number): Promise<void> {
  await db.deleteFrom('oauth_requests').where('expires_at', '<=', now).execute();
}

/** Deletes codes or tokens that expired a week ago. */
export async function deleteExpiredValues(db: Database, table: Expiring, now: number): Promise<void> {
  await db
    .deleteFrom(table)
    .where('expires_at', '<=', now - retention)
    .execute();
}

/** Deletes connections that expired a week ago, together with the last of their codes and tokens. */
export async function deleteExpiredConnections(db: Database, now: number): Promise<void> {
  const swept = await db
    .deleteFrom('oauth_connections')
    .where('expires_at', '<=', now - retention)
    .returning(['organization_id as organizationId', 'id'])
    .execute();
  const ids = swept.map(({ id }) => id);
  for (let start = 0; start < ids.length; start += batchSize)
    await db
      .deleteFrom('last_uses')
      .where('organization_id', 'in', [...new Set(swept.map(({ organizationId }) => organizationId))])
      .where('credential_id', 'in', ids.slice(start, start + batchSize))
      .execute();
}
