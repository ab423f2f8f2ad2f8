import type { Generated } from 'kysely';

/** Tokens with which identity providers manage an organization's members. */
export type ScimTokensTable = {
  organization_id: string;
  id: string;
  name: string;
  hash: Uint8Array;
  /** The last four characters of the token. */
  hint: string;
  /** The role of members that it creates. */
  role: string;
  created_at: number;
  created_by: string;
  /** The session that created it. */
  created_with: string | null;
  /** When it was revoked, or when the overlap of a rotation ends. */
  revoked_at: number | null;
  /** When it was last used, within a minute; null if never. */
  last_used_at: Generated<number | null>;
};

/** What an identity provider says of a member beyond what every member has. No row if it never said anything. */
export type ScimProfilesTable = {
  organization_id: string;
  user_id: string;
  user_name: string;
  /** The result of `emailKey`: unique among an organization's members. */
  user_name_key: string;
  /** The identity provider's own ID of the person. */
  external_id: string | null;
  given_name: string | null;
  family_name: string | null;
};
