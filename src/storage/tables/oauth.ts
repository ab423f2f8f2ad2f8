import type { Generated } from 'kysely';

/** A client has a row once a member has allowed it; until then its client id or its document says all about it. */
export type OAuthApplicationsTable = {
  organization_id: string;
  id: string;
  client_id: string;
  /** SHA-256 of client_id: what it is looked up by, for a client id can be long. */
  client_id_hash: Uint8Array;
  kind: string;
  name: string;
  uri: string | null;
  logo_uri: string | null;
  /** JSON, an array. */
  redirect_uris: string;
  auth_method: string;
  /** The grant types that it may use, separated by spaces. */
  grant_types: string;
  secret_hash: Uint8Array | null;
  /** JSON: its public keys, or where they are, for private_key_jwt. */
  keys: string | null;
  /** Whether its document lets it come without a proof as well. */
  also_public: number;
  created_at: number;
  /** When an administrator blocked it. */
  blocked_at: number | null;
};

/** A client that an administrator verified, by the SHA-256 of its client_id: it need not have a row of its own. */
export type OAuthVerifiedClientsTable = {
  organization_id: string;
  client_id_hash: Uint8Array;
  verified_at: number;
};

/** One sign-in of a client to a member's account: everything that one authorization gave. */
export type OAuthConnectionsTable = {
  organization_id: string;
  id: string;
  user_id: string;
  application_id: string;
  scopes: string;
  /** mcp: at /mcp only; api: there and at the API. */
  audience: string;
  /** JSON, an array: where codes of this connection were allowed to go. */
  redirect_uris: string;
  created_at: number;
  /** When the member last agreed: earlier than created_at where this sign-in needed no new decision. */
  consented_at: number;
  /** When the last of its codes and tokens expires. */
  expires_at: number;
  /** The address from which the client last exchanged a code, a device code or a refresh token. */
  address: string | null;
  ended_at: number | null;
  /** The session that allowed it. */
  created_with: Generated<string | null>;
};

/** A request that waits for a member's decision: by redirect (code), or of a device. */
export type OAuthRequestsTable = {
  organization_id: string;
  id: string;
  kind: string;
  /** The session that opened it, or that typed the device's code. */
  session_id: string | null;
  /** The issuer's origin that the client knows; null for a device, and for a request older than this column. */
  issuer: string | null;
  /** JSON: the client as it was when it asked. */
  client: string;
  scopes: string;
  audience: string;
  redirect_uri: string | null;
  /** Whether the client named the redirect itself, and must do so again at the token endpoint. */
  redirect_given: number;
  state: string | null;
  code_challenge: string | null;
  /** HMAC under the secret key: a code that people type is too short for a plain hash. */
  user_code_mac: Uint8Array | null;
  device_code_hash: Uint8Array | null;
  /** Least time between two polls, in seconds. */
  poll_interval: number | null;
  polled_at: number | null;
  created_at: number;
  expires_at: number;
  decided_at: number | null;
  decision: string | null;
  connection_id: string | null;
  spent_at: number | null;
};

/** A client's assertion that was used, until it expires (RFC 7523 3). */
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
  /** The session that made it. */
  created_with: string | null;
};

/** What codes and tokens of a connection have alike. */
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
