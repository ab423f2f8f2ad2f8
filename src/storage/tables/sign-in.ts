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
  /** The invitation that opened it; null if it was opened by signing in. */
  created_with: string | null;
  /** `password`, `passkey` or `invitation`: how its member authenticated first. */
  opened_by: Generated<string>;
  /** `totp`, `backup_code` or `passkey`: the second factor of this session; null if none. */
  second_factor: string | null;
  second_factor_at: number | null;
  /** The passkey that this session last used; null if none. */
  passkey_id: string | null;
  /** When its member last showed a password, code or passkey in this session. */
  confirmed_at: number | null;
};

/** Wrong passwords for an account: one row for all unknown sources, and one for each known source. */
export type SignInAttemptsTable = {
  organization_id: string;
  /** A member's ID, or one of about a thousand keys that unknown emails share. */
  account: string;
  /** A known source of the member; empty for all others. */
  source: string;
  failures: number;
  /** No attempt is checked before this time. */
  blocked_until: number;
  /** Time of the last attempt. */
  at: number;
};

/**
 * Sources from which a member has signed in: addresses in the form in which they are counted. A few for each
 * member.
 */
export type KnownSourcesTable = {
  organization_id: string;
  user_id: string;
  source: string;
  at: number;
};

/**
 * Rejected attempts that the audit log will summarize: one row for each action and account until the summary
 * is written.
 */
export type RefusalCountsTable = {
  organization_id: string;
  action: string;
  account: string;
  since: number;
  last_at: number;
  total: number;
  /** The number of attempts that have their own event. */
  written: number;
};
