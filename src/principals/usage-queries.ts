import { type RawBuilder, sql } from 'kysely';
import { dayOf } from '../access/policy.ts';
import type { Database } from '../storage/database.ts';
import { givenRows } from '../storage/given-rows.ts';

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

/** A use as a row of a statement. */
const columns = { organization_id: 'text', id: 'text', at: 'bigint' } as const;

function rowsOf(db: Database, uses: readonly StoredUse[]): RawBuilder<unknown> {
  return givenRows(
    db,
    columns,
    uses.map(({ organizationId, id, at }) => [organizationId, id, at]),
  );
}

/** Updates the last uses of tokens and connections; never moves them backwards. */
export async function raiseLastUses(db: Database, uses: readonly StoredUse[]): Promise<void> {
  // SQLite would take `on conflict` for a part of a join without `where`.
  await sql`
    insert into last_uses (organization_id, credential_id, at)
    select organization_id, id, at from ${rowsOf(db, uses)} as used where true
    on conflict (organization_id, credential_id) do update set at = excluded.at where last_uses.at < excluded.at
  `.execute(db);
}

/** Moves the days of tokens' last uses forward. */
export async function raiseActiveDays(db: Database, uses: readonly StoredUse[]): Promise<void> {
  const rows = uses.map(({ organizationId, id, at }) => [organizationId, id, dayOf(at)]);
  const used = givenRows(db, { organization_id: 'text', id: 'text', day: 'integer' }, rows);
  await sql`
    with used as materialized (select * from ${used} as used)
    update access_tokens set active_day = used.day from used
    where access_tokens.organization_id = used.organization_id and access_tokens.id = used.id
      and access_tokens.active_day < used.day
  `.execute(db);
}

/** Updates the last uses of the applications of connections; never moves them backwards. */
export async function raiseApplicationUses(db: Database, uses: readonly StoredUse[]): Promise<void> {
  // In key order, so that processes that write the same rows lock them in the same order.
  await sql`
    with used as materialized (select * from ${rowsOf(db, uses)} as used)
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
  await sql`
    with used as materialized (select * from ${rowsOf(db, uses)} as used)
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
  const rows = ordered.map((use) => [use.organizationId, use.tokenId, use.day, use.count, use.scopes]);
  const columns = {
    organization_id: 'text',
    token_id: 'text',
    day: 'integer',
    count: 'integer',
    scopes: 'integer',
  } as const;
  await sql`
    insert into token_usage (organization_id, token_id, day, count, scopes)
    select organization_id, token_id, day, count, scopes from ${givenRows(db, columns, rows)} as used where true
    on conflict (organization_id, token_id, day) do update
    set count = token_usage.count + excluded.count, scopes = token_usage.scopes | excluded.scopes
  `.execute(db);
}
