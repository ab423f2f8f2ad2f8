import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';
import { givenRows } from '../storage/given-rows.ts';
import type { StoredUse } from './usage-queries.ts';

/**
 * Milliseconds. A time is written if the stored one is so much older: members' rows are in several indexes, which all change
 * with it.
 */
export const seenPrecision = 5 * 60_000;

/** Moves forward when the members of used credentials were last seen. */
export async function raiseLastSeen(
  db: Database,
  table: 'access_tokens' | 'sessions' | 'oauth_connections',
  uses: readonly StoredUse[],
): Promise<void> {
  const rows = uses.map(({ organizationId, id, at }) => [organizationId, id, at]);
  const used = givenRows(db, { organization_id: 'text', id: 'text', at: 'bigint' }, rows);
  const { rows: due } = await sql<Seen>`
    with used as materialized (select * from ${used} as used)
    select u.organization_id as "organizationId", u.id as "userId", max(used.at) as at
    from used cross join ${sql.table(table)} as c cross join users as u
    where c.organization_id = used.organization_id and c.id = used.id
      and u.organization_id = c.organization_id and u.id = c.user_id
      and u.last_seen_at <= used.at - ${sql.lit(seenPrecision)}
    group by u.organization_id, u.id
    order by u.organization_id, u.id`.execute(db);
  await raiseSeen(db, due);
}

/** When a member was last seen, in milliseconds since the epoch. */
type Seen = { readonly organizationId: string; readonly userId: string; readonly at: number };

/**
 * Moves forward when members were last seen.
 * @param seen in key order, so that processes that write the same rows lock them in the same order
 */
export async function raiseSeen(db: Database, seen: readonly Seen[]): Promise<void> {
  if (seen.length === 0) return;
  const rows = seen.map(({ organizationId, userId, at }) => [organizationId, userId, at]);
  const given = givenRows(db, { organization_id: 'text', id: 'text', at: 'bigint' }, rows);
  await sql`
    with seen as materialized (select * from ${given} as seen)
    update users set last_seen_at = seen.at from seen
    where users.organization_id = seen.organization_id and users.id = seen.id and users.last_seen_at < seen.at
  `.execute(db);
}
