import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { withDeadline } from '../deadline.ts';

/** Milliseconds. The index of a million tickets takes minutes. */
const buildDeadline = 6 * 3_600_000;

/**
 * Builds the GIN index on PostgreSQL without holding up writes, unless another process is building it.
 * @returns whether it is there
 */
export function buildTokenIndex(db: Database): Promise<boolean> {
  return withDeadline(buildDeadline, () =>
    // The lock of a transaction also works behind a pooler. It reads nothing, so the build does not wait for it.
    db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ locked: boolean }>`
        select pg_try_advisory_xact_lock(hashtextextended('spedy ticket_search_by_token', 0)) as locked,
          set_config('idle_in_transaction_session_timeout', '0', true)`.execute(trx);
      if (!rows[0]?.locked || (await isBuilding(db))) return false;
      const state = await tokenIndex(db);
      if (state === 'valid') return true;
      // A build that was interrupted leaves an index that is not used.
      if (state === 'invalid')
        await sql`drop index concurrently if exists ticket_search_by_token`.execute(db);
      // Waiting insertions would make searches slow, so there are none.
      await sql`
        create index concurrently ticket_search_by_token on ticket_search
        using gin (tokens) with (fastupdate = off)`.execute(db);
      return true;
    }),
  );
}

/** Whether a session builds it, such as that of a process that has ended meanwhile. */
async function isBuilding(db: Database): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pg_stat_progress_create_index
    where datname = current_database() and relid = to_regclass('ticket_search')`.execute(db);
  return rows.length > 0;
}

/** Returns the state of the GIN index on PostgreSQL. */
export async function tokenIndex(db: Database): Promise<'valid' | 'invalid' | 'missing'> {
  const { rows } = await sql<{ valid: boolean }>`
    select indisvalid as valid from pg_index where indexrelid = to_regclass('ticket_search_by_token')`.execute(
    db,
  );
  return !rows[0] ? 'missing' : rows[0].valid ? 'valid' : 'invalid';
}
