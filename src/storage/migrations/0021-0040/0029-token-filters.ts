import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/** Milliseconds. */
const day = 86_400_000;

/**
 * Indexes in the orders of the filtered lists of an organization's tokens: by when they end, without an end by age, and by
 * the day of their last use, which gets a column of its own.
 */
export const tokenFilters: MigrationStep = async (db) => {
  await db.schema
    .alterTable('access_tokens')
    .addColumn('active_day', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  const lastUse = sql`coalesce((
    select at from last_uses
    where last_uses.organization_id = access_tokens.organization_id and credential_id = access_tokens.id
  ), 0)`;
  await sql`
    update access_tokens
    set active_day = case when ${lastUse} > created_at then ${lastUse} else created_at end / ${sql.lit(day)}
    where ended = 0`.execute(db);
  await sql`
    create index access_tokens_by_activity
    on access_tokens (organization_id, active_day, created_at, id, expires_at, revoked_at)
    where ended = 0`.execute(db);
  await sql`
    create index access_tokens_ending
    on access_tokens (
      organization_id,
      (coalesce(case when revoked_at < expires_at then revoked_at else expires_at end, revoked_at)),
      created_at,
      id
    ) where ended = 0`.execute(db);
  await sql`
    create index access_tokens_without_end
    on access_tokens (organization_id, created_at, id)
    where ended = 0 and expires_at is null and revoked_at is null`.execute(db);
};
