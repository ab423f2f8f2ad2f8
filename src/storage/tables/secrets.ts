import type { Generated } from 'kysely';

/** Internal settings: the secret key that was generated before keys had IDs. */
export type SettingsTable = {
  name: string;
  value: string;
};

/** The secret keys that values of this database are sealed with. */
export type SecretKeysTable = {
  /** A fingerprint of the key. */
  id: string;
  /** `next`: about to become current; `current`: seals new values; `old`: only opens values. */
  state: string;
  created_at: number;
  retired_at: number | null;
  /** The key itself in base64; null if the operator sets it. */
  generated: string | null;
  /** The key, sealed with the key `wrapped_by`, so that an old key can be recovered. */
  wrapped: Uint8Array | null;
  wrapped_by: string | null;
};

export type SecondFactorsTable = {
  organization_id: string;
  user_id: string;
  /** The TOTP secret, sealed with a secret key because checking a code needs the secret. */
  sealed_secret: Uint8Array;
  /** secret_keys.id; null if sealed before keys had IDs. */
  key_id: string | null;
  created_at: number;
  /** Null until the member has entered a first code. */
  confirmed_at: number | null;
  /** The time step of the last accepted code. No code is accepted twice. */
  last_step: number;
  /** Wrong codes since the last correct one. */
  failed_in_row: Generated<number>;
  /** Wrong codes on the day that began at `failed_since`. */
  failed_in_day: Generated<number>;
  failed_since: Generated<number>;
};

export type BackupCodesTable = {
  organization_id: string;
  user_id: string;
  /** HMAC with a secret key, because a code is too short for a plain hash. */
  mac: Uint8Array;
  /** secret_keys.id; null if created before keys had IDs. */
  key_id: string | null;
};
