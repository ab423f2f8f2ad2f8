import type { Generated, GeneratedAlways } from 'kysely';
import type {
  OAuthAccessTokensTable,
  OAuthApplicationsTable,
  OAuthAssertionsTable,
  OAuthCodesTable,
  OAuthConnectionsTable,
  OAuthRefreshTokensTable,
  OAuthRequestsTable,
  OAuthVerifiedClientsTable,
  ResourceServersTable,
} from './oauth.ts';
import type { BackupCodesTable, SecondFactorsTable, SecretKeysTable, SettingsTable } from './secrets.ts';
import type { KnownSourcesTable, RefusalCountsTable, SessionsTable, SignInAttemptsTable } from './sign-in.ts';

/**
 * Every table, as the database gives it back. Times are milliseconds since the epoch, flags are 0 or 1, hashes are
 * SHA-256 as bytes, words of a closed set (role, plan, state) are plain text here: the room that reads a row parses it.
 */
export type Tables = {
  organizations: OrganizationsTable;
  users: UsersTable;
  sessions: SessionsTable;
  access_tokens: AccessTokensTable;
  idempotency_keys: IdempotencyKeysTable;
  notices: NoticesTable;
  creating_credentials: CreatingCredentialsTable;
  boards: BoardsTable;
  board_members: BoardMembersTable;
  tickets: TicketsTable;
  comments: CommentsTable;
  audit_heads: AuditHeadsTable;
  audit_events: AuditEventsTable;
  setup_links: SetupLinksTable;
  settings: SettingsTable;
  secret_keys: SecretKeysTable;
  second_factors: SecondFactorsTable;
  backup_codes: BackupCodesTable;
  sign_in_attempts: SignInAttemptsTable;
  known_sources: KnownSourcesTable;
  refusal_counts: RefusalCountsTable;
  token_usage: TokenUsageTable;
  last_uses: LastUsesTable;
  invitations: InvitationsTable;
  changes: ChangesTable;
  oauth_applications: OAuthApplicationsTable;
  oauth_verified_clients: OAuthVerifiedClientsTable;
  oauth_connections: OAuthConnectionsTable;
  oauth_requests: OAuthRequestsTable;
  oauth_codes: OAuthCodesTable;
  oauth_access_tokens: OAuthAccessTokensTable;
  oauth_refresh_tokens: OAuthRefreshTokensTable;
  oauth_assertions: OAuthAssertionsTable;
  resource_servers: ResourceServersTable;
};

type OrganizationsTable = {
  id: string;
  slug: string;
  name: string;
  plan: string;
  pats_enabled: number;
  max_lifetime_days: number | null;
  expiry_required: number;
  idle_revocation_days: number | null;
  registration: string;
  two_factor_required: number;
  created_at: number;
};

type UsersTable = {
  organization_id: string;
  id: string;
  email: string;
  /** What `emailKey` makes of the email: unique among an organization's members and looked up at sign-in. */
  email_key: string;
  name: string;
  role: string;
  /** active, deactivated, or removed: a removed member stays as the author of what they wrote. */
  state: string;
  password_hash: string | null;
  created_at: number;
};

type AccessTokensTable = {
  organization_id: string;
  id: string;
  user_id: string;
  name: string;
  hash: Uint8Array;
  hint: string;
  /** Separated by spaces; null: all that the member has. */
  scopes: string | null;
  created_at: number;
  expires_at: number | null;
  /** 0: revoked for good; a time: when the overlap of a rotation ends. */
  revoked_at: number | null;
  /** The credential that it was made with; null: the operator's, or one made before this was kept. */
  created_with: string | null;
  /** Whether it can stand in no list any more; one that has just expired may not be marked yet. */
  ended: Generated<number>;
};

type IdempotencyKeysTable = {
  organization_id: string;
  user_id: string;
  key_hash: Uint8Array;
  request_hash: Uint8Array;
  token_id: string;
  created_at: number;
};

type NoticesTable = {
  organization_id: string;
  id: string;
  user_id: string;
  kind: string;
  token_id: string;
  token_name: string;
  created_at: number;
  /** How many credentials ended with it that it had made. */
  also_ended: number | null;
};

/** Sessions and invitations that made something: a leak report finds what they made when they have ended. */
type CreatingCredentialsTable = {
  hash: Uint8Array;
  organization_id: string;
  id: string;
  /** Who is told of a leak. */
  user_id: string;
  /** The credential that it was made with itself. */
  created_with: string | null;
  /** Of an invitation: whom it invited. */
  email: string | null;
  created_at: number;
};

type BoardsTable = {
  organization_id: string;
  id: string;
  key: string;
  name: string;
  last_ticket_number: number;
  created_at: number;
};

type BoardMembersTable = {
  organization_id: string;
  board_id: string;
  user_id: string;
};

type TicketsTable = {
  organization_id: string;
  id: string;
  board_id: string;
  number: number;
  title: string;
  description: string;
  status: string;
  priority: string;
  assignee_id: string | null;
  author_id: string;
  /** What a search looks through, lower-cased by the program: databases differ in how they fold letters. */
  search_text: string;
  created_at: number;
  updated_at: number;
};

type CommentsTable = {
  organization_id: string;
  id: string;
  ticket_id: string;
  author_id: string;
  body: string;
  created_at: number;
};

/** The end of each organization's audit chain; its row is also the lock under which the chain grows. */
type AuditHeadsTable = {
  organization_id: string;
  sequence: number;
  hash: Uint8Array;
};

type AuditEventsTable = {
  organization_id: string;
  sequence: number;
  id: string;
  at: number;
  actor_kind: string;
  actor_id: string | null;
  credential_kind: string | null;
  credential_id: string | null;
  action: string;
  target_kind: string;
  target_id: string;
  /** JSON */
  details: string;
  address: string | null;
  request_id: string | null;
  previous_hash: Uint8Array;
  hash: Uint8Array;
};

type SetupLinksTable = {
  hash: Uint8Array;
  created_at: number;
};

/** When tokens and connections were last used; those that never were have no row. */
type LastUsesTable = {
  organization_id: string;
  credential_id: string;
  at: number;
};

type TokenUsageTable = {
  organization_id: string;
  token_id: string;
  /** Days since the epoch, UTC. */
  day: number;
  count: number;
};

type InvitationsTable = {
  organization_id: string;
  id: string;
  email: string;
  /** As a member's. */
  email_key: string;
  /** What the inviter calls them; they choose their own name. */
  name: string | null;
  role: string;
  hash: Uint8Array;
  invited_by: string;
  created_at: number;
  expires_at: number;
  /** The credential that it was made with. */
  created_with: string | null;
};

/** What changed that requests are judged by, for every process to forget; swept after some minutes. */
type ChangesTable = {
  id: Generated<number>;
  /** Given by the database: in the order of commits on SQLite, the writing transaction's number on PostgreSQL. */
  position: GeneratedAlways<number>;
  /** The id of the token, session, connection, member or organization. */
  subject: string | null;
  /** In place of a subject: changes below this position are gone. */
  swept_below: number | null;
};
