import type { Database } from '../../storage/database.ts';
import type { KeyRing } from './key-ring.ts';
import type { SecretKey } from './secret-key.ts';

export type Resealed = {
  readonly resealed: number;
  /** Number of values whose key is lost. */
  readonly unreadable: number;
};

/** A kind of value that a feature seals with the secret key, as loading and rotating keys need it. */
export type SealedValues = {
  /** Its name in messages, such as "second factors". */
  readonly name: string;
  /** Whether a key opens values without a key ID; null if there are none. */
  readonly opensWith: (db: Database, key: SecretKey) => Promise<boolean | null>;
  /** Re-seals, with the current key, values that another key sealed. */
  readonly reseal: (db: Database, keys: KeyRing) => Promise<Resealed>;
  /**
   * The number of values that need this key: those that can be re-sealed, and those that become invalid with
   * it.
   */
  readonly count: (db: Database, keyId: string) => Promise<{ sealed: number; endWithKey: number }>;
};
