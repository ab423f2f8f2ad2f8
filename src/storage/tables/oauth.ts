import type { Generated } from 'kysely';

/**
 * A client gets a row when a member allows it. Before that, its client ID or its document contains
 * everything.
 */
export type OAuthApplicationsTable = {
  organization_id: string;
  id: string;
  client_id: string;
  /** SHA-256 of client_id, for lookups, because a client ID can be long. */
  client_id_hash: Uint8Array;
  kind: string;
  name: string;
  uri: string | null;
  logo_uri: string | null;
  /** JSON, an array. */
  redirect_uris: string;
  auth_method: string;
  /** Its grant types, separated by spaces. */
  grant_types: string;
  secret_hash: Uint8Array | null;
  /** JSON: its public keys or their URL, for private_key_jwt. */
  keys: string | null;
  /** Whether its document also allows it to connect without authentication. */
  also_public: number;
  created_at: number;
  /** When an administrator blocked it. */
  blocked_at: number | null;
  /** When all its connections had ended after it was blocked; null before, and while it is not blocked. */
  connections_ended_at: Generated<number | null>;
};

/**
 * A client that an administrator verified, by the SHA-256 of its client_id. It may have no row in
 * oauth_applications.
 */
export type OAuthVerifiedClientsTable = {
  organization_id: string;
  client_id_hash: Uint8Array;
  verified_at: number;
};

/** A connection: everything that one authorization of a client by a member issued. */
export type OAuthConnectionsTable = {
  organization_id: string;
  id: string;
  user_id: string;
  application_id: string;
  scopes: string;
  /** `mcp`: valid at /mcp only; `api`: also at the API. */
  audience: string;
  /** JSON, an array: the redirect URIs of this connection's codes. */
  redirect_uris: string;
  created_at: number;
  /** When the member last consented; earlier than created_at if this sign-in needed no new consent. */
  consented_at: number;
  /** When its last code or token expires. */
  expires_at: number;
  /** The address from which the client last exchanged a code, device code or refresh token. */
  address: string | null;
  ended_at: number | null;
  /** The last day with a refresh, in days since the epoch (UTC), and the number of refreshes on it. */
  refreshed_day: Generated<number | null>;
  refreshes: Generated<number | null>;
  /** When the refresh tokens of an ended connection were deleted; null before that. */
  refresh_tokens_deleted_at: Generated<number | null>;
  /** The session that allowed it. */
  created_with: Generated<string | null>;
};

/** An authorization request that waits for a member's consent: by redirect (code) or from a device. */
export type OAuthRequestsTable = {
  organization_id: string;
  id: string;
  kind: string;
  /** The session that opened it or entered the device's code. */
  session_id: string | null;
  /**
   * The issuer's origin that the client knows; null for a device, and for requests older than this column.
   */
  issuer: string | null;
  /** JSON: the client at the time of the request. */
  client: string;
  scopes: string;
  audience: string;
  redirect_uri: string | null;
  /** Whether the client sent the redirect URI, and so must repeat it at the token endpoint. */
  redirect_given: number;
  state: string | null;
  code_challenge: string | null;
  /** HMAC with the secret key, because a code that people type is too short for a plain hash. */
  user_code_mac: Uint8Array | null;
  device_code_hash: Uint8Array | null;
  /** Minimum time between two polls, in seconds. */
  poll_interval: number | null;
  polled_at: number | null;
  created_at: number;
  expires_at: number;
  decided_at: number | null;
  decision: string | null;
  connection_id: string | null;
  spent_at: number | null;
};

/** A used client assertion, stored until it expires (RFC 7523 3). */
export type OAuthAssertionsTable = {
  organization_id: string;
  /** SHA-256 of the client_id and the assertion's jti. */
  hash: Uint8Array;
  expires_at: number;
};

/** A service that introspects the organization's tokens. */
export type ResourceServersTable = {
  organization_id: string;
  id: string;
  name: string;
  secret_hash: Uint8Array;
  /** The last four characters of its secret. */
  hint: string;
  created_at: number;
  created_by: string;
  /** The session that created it. */
  created_with: string | null;
};

/** The columns that codes and tokens share. */
type OAuthValueColumns = {
  hash: Uint8Array;
  organization_id: string;
  connection_id: string;
  scopes: string;
  audience: string;
  created_at: number;
  expires_at: number;
};
export type OAuthCodesTable = OAuthValueColumns & {
  redirect_uri: string;
  redirect_given: number;
  code_challenge: string;
  spent_at: number | null;
};
export type OAuthAccessTokensTable = OAuthValueColumns & { revoked_at: number | null };
export type OAuthRefreshTokensTable = OAuthValueColumns & { spent_at: number | null };
