export type PasskeysTable = {
  organization_id: string;
  id: string;
  user_id: string;
  /** The credential ID in base64url. */
  credential_id: string;
  /** The RP ID: the host where it was registered. It works at no other host. */
  relying_party: string;
  /** The public key in COSE form (RFC 9052 7). */
  public_key: Uint8Array;
  /** How browsers reach the authenticator, separated by spaces. */
  transports: string;
  /** 1 if it is backed up, which lets several devices use it. */
  synced: number;
  /** The signature counter of its last use; 0 for an authenticator without a counter. */
  sign_count: number;
  name: string;
  created_at: number;
  last_used_at: number | null;
  /** When a smaller counter showed that a copy of it exists; null if it works. */
  blocked_at: number | null;
};

/** Challenges that a passkey has not answered yet. Each is answered once, in any process. */
export type PasskeyChallengesTable = {
  organization_id: string;
  /** SHA-256 of the challenge. */
  hash: Uint8Array;
  /** `register`, `sign_in` or `confirm`. */
  purpose: string;
  /** The session that it was created for; null for a sign-in. */
  session_id: string | null;
  expires_at: number;
};
