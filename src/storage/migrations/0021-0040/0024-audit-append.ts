import { sql } from 'kysely';
import { isPostgres } from '../../dialects/is-postgres.ts';
import type { MigrationStep } from '../types.ts';

/**
 * PostgreSQL appends to the audit log in one call, under a lock that leaves no row behind. The primary key of a head
 * contains its sequence: a head is found with one index entry, however many older versions a long snapshot keeps.
 */
export const auditAppend: MigrationStep = async (db) => {
  if (!isPostgres(db)) return;
  await sql`alter table audit_heads drop constraint audit_heads_pkey`.execute(db);
  await sql`alter table audit_heads add primary key (organization_id, sequence)`.execute(db);
  await sql.raw(appendAuditEvent).execute(db);
};

/**
 * Each statement of the function has its own snapshot, so the one after the lock sees the previous event. Without a
 * sequential scan, because statistics do not know how many versions the table has. The parameters `before` and `after`
 * are the encoding that chainHash hashes, without the sequence.
 */
const appendAuditEvent = `
  create function append_audit_event(
    organization text, event_id text, happened_at bigint, actor_kind text, actor_id text, credential_kind text,
    credential_id text, action text, target_kind text, target_id text, details text, address text, request_id text,
    before bytea, after bytea
  ) returns void language plpgsql set enable_seqscan = off as $$
  declare
    last_sequence bigint;
    last_hash bytea;
    next_hash bytea;
  begin
    perform pg_advisory_xact_lock(hashtextextended(organization, 3853314791));
    select h.sequence, h.hash into last_sequence, last_hash from audit_heads as h
      where h.organization_id = organization order by h.sequence desc limit 1;
    if not found then
      raise exception 'organization % has no audit chain', organization;
    end if;
    next_hash := sha256(last_hash || before || convert_to((last_sequence + 1)::text, 'UTF8') || after);
    update audit_heads as h set sequence = last_sequence + 1, hash = next_hash
      where h.organization_id = organization and h.sequence = last_sequence;
    insert into audit_events (
      organization_id, sequence, id, at, actor_kind, actor_id, credential_kind, credential_id,
      action, target_kind, target_id, details, address, request_id, previous_hash, hash
    ) values (
      organization, last_sequence + 1, event_id, happened_at, actor_kind, actor_id, credential_kind, credential_id,
      action, target_kind, target_id, details, address, request_id, last_hash, next_hash
    );
  end $$`;
