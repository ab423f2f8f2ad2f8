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
 * All tables, as the database returns them. Times are milliseconds since the epoch, flags are 0 or 1, hashes
 * are SHA-256 as bytes, enumerated values (role, plan, state) are plain text here and are parsed by the
 * module that reads the row.
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
  /** The result of `emailKey`: unique among an organization's members, and used at sign-in. */
  email_key: string;
  name: string;
  role: string;
  /** `active`, `deactivated` or `removed`. A removed member remains as an author. */
  state: string;
  password_hash: string | null;
  created_at: number;
  /** When the boards and tickets of a removed member were released; null before that. */
  released_at: Generated<number | null>;
};

type AccessTokensTable = {
  organization_id: string;
  id: string;
  user_id: string;
  name: string;
  hash: Uint8Array;
  hint: string;
  /** Separated by spaces; null means everything the member may do. */
  scopes: string | null;
  created_at: number;
  expires_at: number | null;
  /** 0 means permanently revoked; a time is the end of a rotation's overlap. */
  revoked_at: number | null;
  /** The credential that created it; null if the operator did, or if it is older than this column. */
  created_with: string | null;
  /** Whether no list shows it: it has ended, or its member was removed. A token that has just expired may not be marked yet. */
  ended: Generated<number>;
  /** When it ended; null for a token whose `ended` is 0. */
  ended_at: number | null;
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
  /** The number of its descendants that were revoked with it. */
  also_ended: number | null;
};

/**
 * Sessions and invitations that created credentials, so that a leak report finds their descendants after they
 * have ended.
 */
type CreatingCredentialsTable = {
  hash: Uint8Array;
  organization_id: string;
  id: string;
  /** The member to notify of a leak. */
  user_id: string;
  /** The credential that created it. */
  created_with: string | null;
  /** The invited email, for an invitation. */
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
  /** The searchable text in lower case; databases differ in case folding. */
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

/** The head of each organization's audit chain. Its row is also the lock for appending. */
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

/** When tokens, connections and applications were last used; no row if never. */
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
  /** As in `users`. */
  email_key: string;
  /** The name that the inviter entered; members choose their own name. */
  name: string | null;
  role: string;
  hash: Uint8Array;
  invited_by: string;
  created_at: number;
  expires_at: number;
  /** The credential that created it. */
  created_with: string | null;
};

/**
 * The change feed: IDs whose access changed, so that every process drops its cached records. Swept after some
 * minutes.
 */
type ChangesTable = {
  id: Generated<number>;
  /** Set by the database: commit order on SQLite, the number of the writing transaction on PostgreSQL. */
  position: GeneratedAlways<number>;
  /** The ID of the token, session, connection, member or organization. */
  subject: string | null;
  /** Instead of a subject: changes below this position were deleted. */
  swept_below: number | null;
};
