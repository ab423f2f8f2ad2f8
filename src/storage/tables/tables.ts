import type { Generated, GeneratedAlways } from 'kysely';
import type { MailSendsTable, MutedNotificationsTable, OutboxTable } from './mail.ts';
import type { InvitationsTable, MemberWordsTable, UsersTable } from './members.ts';
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
import type { HeldSlugsTable, OrganizationLogosTable, OrganizationsTable } from './organizations.ts';
import type { PasskeyChallengesTable, PasskeysTable } from './passkeys.ts';
import type { EmailChangesTable, PasswordResetsTable, ResetRequestsTable } from './recovery.ts';
import type { ScimProfilesTable, ScimTokensTable } from './scim.ts';
import type { BackupCodesTable, SecondFactorsTable, SecretKeysTable, SettingsTable } from './secrets.ts';
import type { KnownSourcesTable, RefusalCountsTable, SessionsTable, SignInAttemptsTable } from './sign-in.ts';
import type {
  IdentityProvidersTable,
  MemberIdentitiesTable,
  SingleSignOnRequestsTable,
} from './single-sign-on.ts';
import type {
  AccessTokensTable,
  IdempotencyKeysTable,
  LastUsesTable,
  TokenAddressesTable,
  TokenUsageTable,
  TokenWordsTable,
} from './tokens.ts';

/**
 * All tables, as the database returns them. Times are milliseconds since the epoch, flags are 0 or 1, hashes
 * are SHA-256 as bytes, enumerated values (role, plan, state) are plain text here and are parsed by the
 * module that reads the row.
 */
export type Tables = {
  organizations: OrganizationsTable;
  held_slugs: HeldSlugsTable;
  organization_logos: OrganizationLogosTable;
  users: UsersTable;
  member_words: MemberWordsTable;
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
  audit_redactions: AuditRedactionsTable;
  setup_links: SetupLinksTable;
  settings: SettingsTable;
  secret_keys: SecretKeysTable;
  second_factors: SecondFactorsTable;
  backup_codes: BackupCodesTable;
  passkeys: PasskeysTable;
  passkey_challenges: PasskeyChallengesTable;
  sign_in_attempts: SignInAttemptsTable;
  known_sources: KnownSourcesTable;
  refusal_counts: RefusalCountsTable;
  token_usage: TokenUsageTable;
  token_addresses: TokenAddressesTable;
  token_words: TokenWordsTable;
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
  outbox: OutboxTable;
  mail_sends: MailSendsTable;
  scim_tokens: ScimTokensTable;
  scim_profiles: ScimProfilesTable;
  identity_providers: IdentityProvidersTable;
  member_identities: MemberIdentitiesTable;
  single_sign_on_requests: SingleSignOnRequestsTable;
  muted_notifications: MutedNotificationsTable;
  password_resets: PasswordResetsTable;
  reset_requests: ResetRequestsTable;
  email_changes: EmailChangesTable;
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
  /** Its text; null for a leak, whose text follows from the other columns. */
  message: Generated<string | null>;
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
  /** How many comments everyone on the board can see, and how many are internal. */
  comment_count: Generated<number>;
  internal_comment_count: Generated<number>;
};

type CommentsTable = {
  organization_id: string;
  id: string;
  ticket_id: string;
  author_id: string;
  body: string;
  created_at: number;
  /** Whether customers must not see it. */
  internal: Generated<number>;
  /** When its text last changed; null if never. */
  edited_at: Generated<number | null>;
};

/** The head of each organization's audit chain. In PostgreSQL, the primary key includes the sequence. */
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

/** Audit events without the personal data that they had, and the event that says so. */
type AuditRedactionsTable = {
  organization_id: string;
  sequence: number;
  /** The ID of the event that declares it. */
  declared_by: string;
  /** The hash that the event would have with its present contents. */
  content_hash: Uint8Array;
};

type SetupLinksTable = {
  hash: Uint8Array;
  created_at: number;
};

/**
 * The change feed: IDs whose access changed, so that every process drops its cached records. Swept after some
 * minutes.
 */
type ChangesTable = {
  id: Generated<number>;
  /** Set by the database: commit order on SQLite, the number of the writing transaction on PostgreSQL. */
  position: GeneratedAlways<number>;
  /** Whose it is; null if it belongs to all, or is not known. */
  organization_id: string | null;
  /** The ID of the token, session, connection, member or organization. */
  subject: string | null;
  /** Instead of a subject: changes below this position were deleted. */
  swept_below: number | null;
};
