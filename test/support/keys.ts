import { KeyRing } from '../../src/credentials/keys/key-ring.ts';
import { SecretKey } from '../../src/credentials/keys/secret-key.ts';

/** A ring of new keys, as a database of its own would have. */
export function newKeyRing(...keys: readonly SecretKey[]): KeyRing {
  const ring = new KeyRing();
  ring.replace(keys.length > 0 ? keys : [new SecretKey(SecretKey.generate())]);
  return ring;
}
