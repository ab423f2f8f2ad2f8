import { sql } from 'kysely';
import { type Database, inTransaction } from './database.ts';
import { among } from './dialects/queries/among.ts';

/** Tables whose rows are deleted after a time, with their primary key and the indexed column with that time. */
const expiring = {
  sessions: { key: ['hash'], time: 'expires_at' },
  invitations: { key: ['organization_id', 'id'], time: 'expires_at' },
  creating_credentials: { key: ['hash'], time: 'created_at' },
  idempotency_keys: { key: ['organization_id', 'user_id', 'key_hash'], time: 'created_at' },
  token_usage: { key: ['organization_id', 'token_id', 'day'], time: 'day' },
  sign_in_attempts: { key: ['organization_id', 'account', 'source'], time: 'at' },
  known_sources: { key: ['organization_id', 'user_id', 'source'], time: 'at' },
  outbox: { key: ['organization_id', 'id'], time: 'ended_at' },
  mail_sends: { key: ['address_hash', 'kind'], time: 'at' },
  passkey_challenges: { key: ['organization_id', 'hash'], time: 'expires_at' },
  password_resets: { key: ['organization_id', 'user_id'], time: 'expires_at' },
  reset_requests: { key: ['organization_id', 'account'], time: 'since' },
  email_changes: { key: ['organization_id', 'user_id'], time: 'expires_at' },
  oauth_assertions: { key: ['organization_id', 'hash'], time: 'expires_at' },
  oauth_requests: { key: ['organization_id', 'id'], time: 'expires_at' },
  oauth_codes: { key: ['hash'], time: 'expires_at' },
  oauth_access_tokens: { key: ['hash'], time: 'expires_at' },
  oauth_refresh_tokens: { key: ['hash'], time: 'expires_at' },
  single_sign_on_requests: { key: ['organization_id', 'state_hash'], time: 'expires_at' },
} as const;

/**
 * Deletes at most `limit` rows, oldest first, whose time is `until` or earlier. Returns how many. Their time is cached
 * with what they give access to, so no change is noted.
 */
export function deleteExpired(
  db: Database,
  table: keyof typeof expiring,
  until: number,
  limit: number,
): Promise<number> {
  const { key, time } = expiring[table];
  const columns = sql.join(key.map((name) => sql.ref(name)));
  const at = sql.ref(time);
  // A transaction, because it is retried if the sweep of another process causes a deadlock.
  return inTransaction(db, async (trx) => {
    const expired = sql`(select ${columns} from ${sql.table(table)} where ${at} <= ${until} order by ${at} limit ${limit})`;
    const isExpired =
      key.length === 1 ? among(trx, key[0], expired) : sql<boolean>`(${columns}) in ${expired}`;
    const { numDeletedRows } = await trx.deleteFrom(table).where(isExpired).executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  });
}
