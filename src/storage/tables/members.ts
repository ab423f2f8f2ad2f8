import type { Generated } from 'kysely';

export type UsersTable = {
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
  /** When the name, email, role or state last changed; null if never, or before it was recorded. */
  changed_at: Generated<number | null>;
  /** When the boards and tickets of a removed member were released; null before that. */
  released_at: Generated<number | null>;
  /** The result of `nameOrder`. */
  name_order: Generated<string>;
  /** When one of their credentials was last used, a few minutes late; 0 if never. */
  last_seen_at: Generated<number>;
  /** The kinds of their second factors, separated by a space: `totp`, `passkey`. */
  second_factors: Generated<string>;
  /** 1 if they have a second factor: for indexes. */
  has_second_factor: Generated<number>;
};

/** The words of members' names and emails, for searches. A removed member has none. */
export type MemberWordsTable = {
  organization_id: string;
  user_id: string;
  word: string;
};

export type InvitationsTable = {
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
  /** The boards that it gives, separated by spaces; null for none. */
  board_ids: Generated<string | null>;
};
