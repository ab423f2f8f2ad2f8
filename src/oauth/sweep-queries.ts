import type { Database } from '../storage/database.ts';

/** Milliseconds that an expired value is still known, so that its answer says "expired" and a replay is noticed. */
const remembered = 7 * 86_400_000;
/** Rows in one statement, well under the parameter limits of both databases. */
const batchSize = 1_000;

/** Forgets requests that have expired, and codes, tokens and grants that expired a week ago. */
export async function sweepOAuth(db: Database, now: number): Promise<void> {
  await db.deleteFrom('oauth_assertions').where('expires_at', '<=', now).execute();
  await db.deleteFrom('oauth_requests').where('expires_at', '<=', now).execute();
  for (const table of ['oauth_codes', 'oauth_access_tokens', 'oauth_refresh_tokens'] as const)
    await db
      .deleteFrom(table)
      .where('expires_at', '<=', now - remembered)
      .execute();
  await sweepGrants(db, now - remembered);
}

/** A grant expires with the last of its codes and tokens, so that there are none left that name it. */
async function sweepGrants(db: Database, before: number): Promise<void> {
  const swept = await db
    .deleteFrom('oauth_grants')
    .where('expires_at', '<=', before)
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
