import { sql } from 'kysely';
import { isPostgres } from '../../dialects/is-postgres.ts';
import type { MigrationStep } from '../types.ts';

/** PostgreSQL makes the refreshes of concurrent clients in one call. */
export const refreshBatches: MigrationStep = async (db) => {
  if (isPostgres(db)) await sql.raw(refreshConnections).execute(db);
};

/**
 * Makes refreshes, one for each element of the arrays, and returns the numbers of those that spent their token. Others
 * change nothing. It never waits for a lock for long, because the refreshes of other organizations would wait with it: all
 * of them fail then. Without sequential scans, because statistics may be older than the rows.
 */
const refreshConnections = `
  create procedure refresh_oauth_connections(
    organizations text[], connections text[], hashes bytea[], times bigint[], repeatable bigint[],
    access_hashes bytea[], access_scopes text[], access_audiences text[], access_expiries bigint[],
    successors bytea[], successor_scopes text[], successor_audiences text[], successor_expiries bigint[],
    addresses text[], days bigint[], connection_expiries bigint[], inout spent int[]
  ) language plpgsql set enable_seqscan = off set lock_timeout = 50 as $$
  declare
    r record;
  begin
    spent := '{}';
    for r in
      select * from unnest(
        organizations, connections, hashes, times, repeatable, access_hashes, access_scopes, access_audiences, access_expiries,
        successors, successor_scopes, successor_audiences, successor_expiries, addresses, days, connection_expiries
      ) with ordinality as given (
        organization, connection, hash, at, repeatable, access_hash, access_scope, access_audience, access_expiry,
        successor, successor_scope, successor_audience, successor_expiry, address, day, connection_expiry, number
      )
    loop
      update oauth_refresh_tokens as t set spent_at = r.at, expires_at = least(t.expires_at, r.repeatable)
        where t.hash = r.hash and t.spent_at is null;
      continue when not found;
      update oauth_connections as c set
          address = r.address, refreshed_day = r.day,
          refreshes = case when c.refreshed_day = r.day then c.refreshes + 1 else 1 end,
          expires_at = greatest(c.expires_at, r.connection_expiry)
        where c.organization_id = r.organization and c.id = r.connection;
      insert into oauth_access_tokens (hash, organization_id, connection_id, scopes, audience, created_at, expires_at)
        values (r.access_hash, r.organization, r.connection, r.access_scope, r.access_audience, r.at, r.access_expiry);
      insert into oauth_refresh_tokens (hash, organization_id, connection_id, scopes, audience, created_at, expires_at)
        values (
          r.successor, r.organization, r.connection, r.successor_scope, r.successor_audience, r.at, r.successor_expiry
        );
      spent := spent || r.number::int;
    end loop;
  end $$`;
