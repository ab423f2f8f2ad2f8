import { sql } from 'kysely';
import { dayOf } from '../access/policy.ts';
import type { Database } from '../storage/database.ts';

/** The number of uses of a token on one day, in days since the epoch (UTC), and their scopes, as bits. */
export type DailyUse = {
  readonly organizationId: string;
  readonly tokenId: string;
  readonly day: number;
  readonly count: number;
  readonly scopes: number;
};

/** The last use of a credential, in milliseconds since the epoch. */
export type StoredUse = { readonly organizationId: string; readonly id: string; readonly at: number };

/** Updates the last uses of tokens and connections; never moves them backwards. */
export async function raiseLastUses(db: Database, uses: readonly StoredUse[]): Promise<void> {
  await db
    .insertInto('last_uses')
    .values(
      uses.map(({ organizationId, id, at }) => ({ organization_id: organizationId, credential_id: id, at })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'credential_id'])
        .doUpdateSet((eb) => ({ at: eb.ref('excluded.at') }))
        .whereRef('last_uses.at', '<', 'excluded.at'),
    )
    .execute();
}

/** Moves the days of tokens' last uses forward. */
export async function raiseActiveDays(db: Database, uses: readonly StoredUse[]): Promise<void> {
  const rows = uses.map(
    ({ organizationId, id, at }) => sql`(${organizationId}, ${id}, cast(${dayOf(at)} as integer))`,
  );
  await sql`
    with used (organization_id, id, day) as (values ${sql.join(rows)})
    update access_tokens set active_day = used.day from used
    where access_tokens.organization_id = used.organization_id and access_tokens.id = used.id
      and access_tokens.active_day < used.day
  `.execute(db);
}

/** Updates the last uses of the applications of connections; never moves them backwards. */
export async function raiseApplicationUses(db: Database, uses: readonly StoredUse[]): Promise<void> {
  const rows = uses.map((use) => sql`(${use.organizationId}, ${use.id}, cast(${use.at} as bigint))`);
  // In key order, so that processes that write the same rows lock them in the same order.
  await sql`
    with used (organization_id, id, at) as (values ${sql.join(rows)})
    insert into last_uses (organization_id, credential_id, at)
    select g.organization_id, g.application_id, max(used.at)
    from used cross join oauth_connections as g
    where g.organization_id = used.organization_id and g.id = used.id
    group by g.organization_id, g.application_id
    order by g.organization_id, g.application_id
    on conflict (organization_id, credential_id) do update set at = excluded.at where last_uses.at < excluded.at
  `.execute(db);
}

/** Updates the last uses of sessions, which are stored in their rows. */
export async function raiseSessionUses(db: Database, uses: readonly StoredUse[]): Promise<void> {
  const rows = uses.map((use) => sql`(${use.organizationId}, ${use.id}, cast(${use.at} as bigint))`);
  await sql`
    with used (organization_id, id, at) as (values ${sql.join(rows)})
    update sessions set last_used_at = used.at from used
    where sessions.organization_id = used.organization_id and sessions.id = used.id
      and sessions.last_used_at < used.at
  `.execute(db);
}

/** Adds to the stored counts and scopes, which several processes share. */
export async function addDailyUse(db: Database, uses: readonly DailyUse[]): Promise<void> {
  // Processes that write the same rows lock them in the same order.
  const ordered = uses.toSorted((a, b) =>
    a.tokenId < b.tokenId ? -1 : a.tokenId > b.tokenId ? 1 : a.day - b.day,
  );
  await db
    .insertInto('token_usage')
    .values(
      ordered.map((use) => ({
        organization_id: use.organizationId,
        token_id: use.tokenId,
        day: use.day,
        count: use.count,
        scopes: use.scopes,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'token_id', 'day']).doUpdateSet({
        count: sql`token_usage.count + excluded.count`,
        scopes: sql`token_usage.scopes | excluded.scopes`,
      }),
    )
    .execute();
}
