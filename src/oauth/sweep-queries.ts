import type { Database } from '../storage/database.ts';

/** Milliseconds that an expired value is still known, so that its answer says "expired" and a replay is noticed. */
const remembered = 7 * 86_400_000;

/** Forgets requests that have expired, and codes and tokens that expired a week ago. */
export async function sweepOAuth(db: Database, now: number): Promise<void> {
  await db.deleteFrom('oauth_requests').where('expires_at', '<=', now).execute();
  for (const table of ['oauth_codes', 'oauth_access_tokens', 'oauth_refresh_tokens'] as const)
    await db
      .deleteFrom(table)
      .where('expires_at', '<=', now - remembered)
      .execute();
}
