import type { Generated } from 'kysely';

/** What the program keeps for itself: the secret key that was generated before keys had ids. */
export type SettingsTable = {
  name: string;
  value: string;
};

/** The secret keys that values of this database are sealed with. */
export type SecretKeysTable = {
  /** A fingerprint of the key. */
  id: string;
  /** next: about to become current; current: what is sealed now; old: for reading only. */
  state: string;
  created_at: number;
  retired_at: number | null;
  /** The key itself, in base64; null where the operator gives it. */
  generated: string | null;
  /** The key, sealed with the key that `wrapped_by` names: how an old key stays readable. */
  wrapped: Uint8Array | null;
  wrapped_by: string | null;
};

export type SecondFactorsTable = {
  organization_id: string;
  user_id: string;
  /** The TOTP secret, sealed with a secret key: it must be read again to check a code. */
  sealed_secret: Uint8Array;
  /** secret_keys.id; null: sealed before keys had ids. */
  key_id: string | null;
  created_at: number;
  /** Null until the member has shown a first code. */
  confirmed_at: number | null;
  /** The time step of the last code that was taken: no code is taken twice. */
  last_step: number;
  /** Wrong codes since the last right one. */
  failed_in_row: Generated<number>;
  /** Wrong codes of the day that began at `failed_since`. */
  failed_in_day: Generated<number>;
  failed_since: Generated<number>;
};

export type BackupCodesTable = {
  organization_id: string;
  user_id: string;
  /** HMAC under a secret key: a code is too short for a plain hash. */
  mac: Uint8Array;
  /** secret_keys.id; null: made before keys had ids. */
  key_id: string | null;
};
