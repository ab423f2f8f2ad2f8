import { KeyRing } from '../../src/credentials/keys/key-ring.ts';
import { SecretKey } from '../../src/credentials/keys/secret-key.ts';

/** Creates a key ring with the given keys, or with one new key. */
export function newKeyRing(...keys: readonly SecretKey[]): KeyRing {
  const ring = new KeyRing();
  ring.replace(keys.length > 0 ? keys : [new SecretKey(SecretKey.generate())]);
  return ring;
}
