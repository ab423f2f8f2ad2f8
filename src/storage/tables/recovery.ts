/** The link with which a member can set a new password: at most one for each, the newest. */
export type PasswordResetsTable = {
  organization_id: string;
  user_id: string;
  hash: Uint8Array;
  created_at: number;
  expires_at: number;
};

/** Requests for a link to reset a password, also for emails that no member has. */
export type ResetRequestsTable = {
  organization_id: string;
  /** The hash of the email's key. */
  account: Uint8Array;
  email: string;
  /** Start of the hour in which requests are counted. */
  since: number;
  count: number;
  /** When the request came that was not handled yet; null if there is none. */
  pending_at: number | null;
  address: string | null;
  request_id: string | null;
};

/** Changes of a member's email that both addresses have to confirm. */
export type EmailChangesTable = {
  organization_id: string;
  user_id: string;
  /** The new email. */
  email: string;
  /** Of the link that was sent to the current email. */
  current_hash: Uint8Array;
  /** Of the link that was sent to the new email. */
  new_hash: Uint8Array;
  current_confirmed_at: number | null;
  new_confirmed_at: number | null;
  created_at: number;
  expires_at: number;
};
