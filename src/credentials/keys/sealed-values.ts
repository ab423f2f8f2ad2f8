import type { Database } from '../../storage/database.ts';
import type { KeyRing } from './key-ring.ts';
import type { SecretKey } from './secret-key.ts';

export type Resealed = {
  readonly resealed: number;
  /** Values whose key is lost. */
  readonly unreadable: number;
};

/** What a feature keeps under the secret key, as loading and rotating it need to know. */
export type SealedValues = {
  /** As messages call them: "second factors". */
  readonly name: string;
  /** Whether a key opens values that do not say which key sealed them; null where there is none. */
  readonly opensWith: (db: Database, key: SecretKey) => Promise<boolean | null>;
  /** Seals with the current key what another one sealed. */
  readonly reseal: (db: Database, keys: KeyRing) => Promise<Resealed>;
  /** How many values need this key: those to be sealed again, and those that end with it. */
  readonly count: (db: Database, keyId: string) => Promise<{ sealed: number; endWithKey: number }>;
};
