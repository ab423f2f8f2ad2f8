import { sql } from 'kysely';
import type { Transaction } from '../../storage/database.ts';
import type { Tables } from '../../storage/tables/tables.ts';

type OrganizationTable = {
  [Table in keyof Tables]: Tables[Table] extends { organization_id: string } ? Table : never;
}[keyof Tables];

/**
 * Every table with rows of an organization, and a key of its rows, in the order in which they are erased: what gives access
 * first, rows before those that they refer to, the audit log last. Without a table of `Tables`, this does not compile.
 */
const erased = {
  sessions: ['organization_id', 'id'],
  idempotency_keys: ['organization_id', 'user_id', 'key_hash'],
  access_tokens: ['organization_id', 'id'],
  invitations: ['organization_id', 'id'],
  password_resets: ['organization_id', 'user_id'],
  reset_requests: ['organization_id', 'account'],
  email_changes: ['organization_id', 'user_id'],
  scim_tokens: ['organization_id', 'id'],
  scim_profiles: ['organization_id', 'user_id'],
  resource_servers: ['organization_id', 'id'],
  oauth_access_tokens: ['hash'],
  oauth_refresh_tokens: ['hash'],
  oauth_codes: ['hash'],
  oauth_requests: ['organization_id', 'id'],
  oauth_assertions: ['organization_id', 'hash'],
  oauth_connections: ['organization_id', 'id'],
  oauth_applications: ['organization_id', 'id'],
  oauth_verified_clients: ['organization_id', 'client_id_hash'],
  creating_credentials: ['hash'],
  single_sign_on_requests: ['organization_id', 'state_hash'],
  member_identities: ['organization_id', 'issuer', 'subject'],
  identity_providers: ['organization_id'],
  passkey_challenges: ['organization_id', 'hash'],
  passkeys: ['organization_id', 'id'],
  backup_codes: ['organization_id', 'user_id', 'mac'],
  second_factors: ['organization_id', 'user_id'],
  sign_in_attempts: ['organization_id', 'account', 'source'],
  known_sources: ['organization_id', 'user_id', 'source'],
  refusal_counts: ['organization_id', 'action', 'account'],
  last_uses: ['organization_id', 'credential_id'],
  token_addresses: ['organization_id', 'token_id', 'address'],
  token_usage: ['organization_id', 'token_id', 'day'],
  token_words: ['organization_id', 'word', 'token_id'],
  notices: ['organization_id', 'id'],
  muted_notifications: ['organization_id', 'user_id', 'kind'],
  outbox: ['organization_id', 'id'],
  comments: ['organization_id', 'id'],
  // The search index: its shape differs between databases, so it is not in `Tables`. A fill reads tickets, so it ends first.
  search_fills: ['organization_id'],
  ticket_search: ['organization_id', 'ticket_id'],
  ticket_search_samples: ['organization_id', 'token', 'position'],
  tickets: ['organization_id', 'id'],
  board_members: ['organization_id', 'board_id', 'user_id'],
  boards: ['organization_id', 'id'],
  member_words: ['organization_id', 'user_id', 'word'],
  organization_logos: ['organization_id'],
  users: ['organization_id', 'id'],
  audit_redactions: ['organization_id', 'sequence', 'declared_by'],
  audit_events: ['organization_id', 'sequence'],
  audit_heads: ['organization_id', 'sequence'],
} as const satisfies Record<
  OrganizationTable | 'search_fills' | 'ticket_search' | 'ticket_search_samples',
  readonly string[]
>;

/** The names of the tables whose rows are erased. */
export const erasedTables = Object.keys(erased) as (keyof typeof erased)[];

/** Deletes at most `limit` rows of an organization from a table; returns how many. */
export async function eraseRows(
  trx: Transaction,
  organizationId: string,
  table: keyof typeof erased,
  limit: number,
): Promise<number> {
  const columns = sql.join(erased[table].map((name) => sql.ref(name)));
  const { numAffectedRows = 0n } = await sql`
    delete from ${sql.table(table)} where organization_id = ${organizationId} and (${columns}) in (
      select ${columns} from ${sql.table(table)} where organization_id = ${organizationId} limit ${limit}
    )`.execute(trx);
  return Number(numAffectedRows);
}
