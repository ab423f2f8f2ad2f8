/** What a statement becomes in a database that is sharded by organization (docs/decisions/0026-past-one-primary.md). */
type Becomes =
  /** The directory says which organization a secret or name belongs to; then the statement names it. */
  | 'directory'
  /** The caller knows the organization; the statement has to say so. */
  | 'names the organization'
  /** Each shard runs it for its own organizations. */
  | 'on each shard'
  /** The rows are grouped by organization, with one statement for each. */
  | 'grouped';

/** The parts of statements that cross organizations, as `partsAcrossOrganizations` describes them. */
export const crossing: Readonly<Record<string, Becomes>> = {
  // Secrets that carry no organization, and names that are unique everywhere.
  'delete oauth_requests by oauth_requests.device_code_hash': 'directory',
  'select access_tokens by access_tokens.hash': 'directory',
  'select access_tokens, organizations, users by access_tokens.hash': 'directory',
  'select creating_credentials by creating_credentials.hash': 'directory',
  'select invitations by invitations.hash': 'directory',
  'select oauth_access_tokens by oauth_access_tokens.hash': 'directory',
  'select oauth_access_tokens, oauth_applications, oauth_connections, organizations, users by oauth_access_tokens.hash':
    'directory',
  'select oauth_applications by oauth_applications.secret_hash': 'directory',
  'select oauth_codes by oauth_codes.hash': 'directory',
  'select oauth_refresh_tokens by oauth_refresh_tokens.hash': 'directory',
  'select organizations by organizations.slug': 'directory',
  'select organizations, passkeys, second_factors, sessions, users by sessions.hash': 'directory',
  'select resource_servers by resource_servers.secret_hash': 'directory',
  'select scim_tokens by scim_tokens.hash': 'directory',
  'select sessions by sessions.hash': 'directory',
  'delete password_resets by password_resets.hash': 'directory',

  // The token endpoint belongs to one organization.
  'select oauth_applications, oauth_codes, oauth_connections, users by oauth_codes.hash':
    'names the organization',
  'select oauth_applications, oauth_connections, oauth_refresh_tokens, users by oauth_refresh_tokens.hash':
    'names the organization',
  'update oauth_codes by oauth_codes.hash': 'names the organization',
  'update oauth_refresh_tokens by oauth_refresh_tokens.hash': 'names the organization',

  // Last uses of many organizations, written together.
  'delete token_addresses': 'grouped',
  'insert oauth_connections': 'grouped',
  'update access_tokens': 'grouped',
  'update sessions': 'grouped',
  'select access_tokens, users': 'grouped',
  'select oauth_connections, users': 'grouped',
  'select sessions, users': 'grouped',
  'update users': 'grouped',

  // Sweeps: each takes the oldest or the next rows of all organizations.
  'delete creating_credentials': 'on each shard',
  'delete idempotency_keys': 'on each shard',
  'delete invitations': 'on each shard',
  'delete known_sources': 'on each shard',
  'delete last_uses, oauth_connections': 'on each shard',
  'delete outbox': 'on each shard',
  'delete oauth_access_tokens': 'on each shard',
  'delete oauth_assertions': 'on each shard',
  'delete passkey_challenges': 'on each shard',
  'delete oauth_codes': 'on each shard',
  'delete oauth_connections': 'on each shard',
  'delete oauth_refresh_tokens': 'on each shard',
  'delete oauth_requests': 'on each shard',
  'delete sessions': 'on each shard',
  'delete sign_in_attempts': 'on each shard',
  'delete single_sign_on_requests': 'on each shard',
  'delete token_usage': 'on each shard',
  'select search_fills': 'on each shard',
  'select access_tokens': 'on each shard',
  // The operator revokes a token by its ID.
  'select access_tokens by access_tokens.id': 'on each shard',
  'select backup_codes': 'on each shard',
  'select identity_providers': 'on each shard',
  'select identity_providers by identity_providers.key_id': 'on each shard',
  'select oauth_applications': 'on each shard',
  'select oauth_connections': 'on each shard',
  'select organizations': 'on each shard',
  'delete email_changes': 'on each shard',
  'delete password_resets': 'on each shard',
  'delete reset_requests': 'on each shard',
  'select reset_requests': 'on each shard',
  // The operator lists messages.
  'select organizations, outbox': 'on each shard',
  // The operator lists organizations with their numbers of members.
  'select organizations, users': 'on each shard',
  'select organizations, outbox by outbox.state': 'on each shard',
  'select outbox by outbox.state': 'on each shard',
  // A rotation of the secret key.
  'select outbox': 'on each shard',
  'select outbox by outbox.key_id': 'on each shard',
  'select refusal_counts': 'on each shard',
  'select second_factors': 'on each shard',
  'select users by users.state': 'on each shard',
  // The deleted organization whose rows are erased next.
  'update organizations': 'on each shard',
  'update access_tokens by access_tokens.ended': 'on each shard',
  'update oauth_connections': 'on each shard',
};
