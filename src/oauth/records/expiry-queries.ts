import { sql } from 'kysely';
import { type Database, inTransaction } from '../../storage/database.ts';
import { among } from '../../storage/dialects/queries/among.ts';
import { deleteExpired } from '../../storage/expired-rows-queries.ts';

/**
 * How long expired values, and spent refresh tokens, stay stored, in milliseconds: their error then says "expired", and
 * replays are detected.
 */
const retention = 7 * 86_400_000;
/** How much longer their connection stays stored, in milliseconds, so that it is always deleted after them. */
const margin = 3_600_000;

type Expiring = 'oauth_codes' | 'oauth_access_tokens' | 'oauth_refresh_tokens';

/** Deletes at most `limit` codes or tokens that expired a week ago; returns how many. */
export function deleteExpiredValues(
  db: Database,
  table: Expiring,
  now: number,
  limit: number,
): Promise<number> {
  return deleteExpired(db, table, now - retention, limit);
}

/** Ended connections that are looked at together. */
const connectionsAtOnce = 20;

/**
 * Deletes at most `limit` refresh tokens of connections that have ended, where no refresh token works or detects a
 * replay. Returns how many, or `limit` if there are more connections to look at.
 */
export function deleteUnneededRefreshTokens(db: Database, now: number, limit: number): Promise<number> {
  return inTransaction(db, async (trx) => {
    const ended = await trx
      .selectFrom('oauth_connections')
      .select(['organization_id', 'id'])
      .where('ended_at', 'is not', null)
      .where('refresh_tokens_deleted_at', 'is', null)
      .limit(connectionsAtOnce)
      .execute();
    if (ended.length === 0) return 0;
    const organizations = [...new Set(ended.map((connection) => connection.organization_id))];
    const ids = ended.map(({ id }) => id);
    const { numDeletedRows } = await trx
      .deleteFrom('oauth_refresh_tokens')
      .where(
        among(
          trx,
          'hash',
          trx
            .selectFrom('oauth_refresh_tokens')
            .select('hash')
            .where('organization_id', 'in', organizations)
            .where('connection_id', 'in', ids)
            .limit(limit),
        ),
      )
      .executeTakeFirstOrThrow();
    if (Number(numDeletedRows) >= limit) return limit;
    await trx
      .updateTable('oauth_connections')
      .set({ refresh_tokens_deleted_at: now })
      .where('organization_id', 'in', organizations)
      .where('id', 'in', ids)
      .execute();
    return ended.length === connectionsAtOnce ? limit : Number(numDeletedRows);
  });
}

/** Deletes at most `limit` connections that expired a week ago, after all of their codes and tokens; returns how many. */
export function deleteExpiredConnections(db: Database, now: number, limit: number): Promise<number> {
  const until = now - retention - margin;
  return inTransaction(db, async (trx) => {
    const expired = sql`(select organization_id, id from oauth_connections
      where expires_at <= ${until} order by expires_at, id limit ${limit})`;
    await trx
      .deleteFrom('last_uses')
      .where(sql<boolean>`(organization_id, credential_id) in ${expired}`)
      .execute();
    const { numDeletedRows } = await trx
      .deleteFrom('oauth_connections')
      .where(sql<boolean>`(organization_id, id) in ${expired}`)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  });
}
