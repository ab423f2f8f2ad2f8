/** An organization's OpenID provider, and the rules for signing in with it. */
export type IdentityProvidersTable = {
  organization_id: string;
  /** Its name on the sign-in page. */
  name: string;
  issuer: string;
  client_id: string;
  /** The client secret, sealed with a secret key because the token endpoint needs it. */
  sealed_secret: Uint8Array;
  /** secret_keys.id */
  key_id: string;
  /** Separated by spaces. */
  scope: string;
  /** JSON, an array: domains of emails, in lower case. */
  domains: string;
  /** The role of new members; null if only the mapping gives a role. */
  default_role: string | null;
  /** The claim whose values the mapping gives roles; null if roles are managed here. */
  role_claim: string | null;
  /** JSON, an array of a value and its role. */
  roles: string;
  required: number;
  /** The administrator who may sign in without it although it is required. */
  break_glass_id: string | null;
  /** Whether its sign-ins count as verified with a second factor. */
  trusts_second_factor: number;
  updated_at: number;
};

/** Which account at an issuer belongs to which member. */
export type MemberIdentitiesTable = {
  organization_id: string;
  issuer: string;
  subject: string;
  user_id: string;
  linked_at: number;
};

/** A sign-in that the identity provider has not finished yet. */
export type SingleSignOnRequestsTable = {
  organization_id: string;
  /** SHA-256 of the state parameter, and of the browser's cookie. */
  state_hash: Uint8Array;
  browser_hash: Uint8Array;
  issuer: string;
  client_id: string;
  /** The path to open after sign-in. */
  return_to: string;
  expires_at: number;
};
