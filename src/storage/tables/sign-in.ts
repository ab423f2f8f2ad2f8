import type { Generated } from 'kysely';

export type SessionsTable = {
  organization_id: string;
  id: string;
  user_id: string;
  hash: Uint8Array;
  created_at: number;
  last_used_at: number;
  expires_at: number;
  address: string | null;
  user_agent: string | null;
  /** The invitation that it was opened with; null where it was opened by signing in. */
  created_with: string | null;
  /** password or invitation: what its member showed first. */
  opened_by: Generated<string>;
  /** totp or backup_code: the second factor that this session itself showed last; null: none. */
  second_factor: string | null;
  second_factor_at: number | null;
};

/** Wrong passwords for an account: one row for all that nobody knows, and one for each source that is known. */
export type SignInAttemptsTable = {
  organization_id: string;
  /** A member's id, or one of some thousand keys that emails of nobody share. */
  account: string;
  /** A known source of the member; empty: all others. */
  source: string;
  failures: number;
  /** Until then no try is judged. */
  blocked_until: number;
  /** When the last try came. */
  at: number;
};

/** From where a member has signed in: addresses, as they are counted. A few for each member. */
export type KnownSourcesTable = {
  organization_id: string;
  user_id: string;
  source: string;
  at: number;
};

/** Refused tries that the audit log sums up: one row for each action and account, until the sum is written. */
export type RefusalCountsTable = {
  organization_id: string;
  action: string;
  account: string;
  since: number;
  last_at: number;
  total: number;
  /** How many of them have an event of their own. */
  written: number;
};
