import { hash, timingSafeEqual } from 'node:crypto';

/**
 * SHA-256 of a secret value: what is stored, looked up and compared instead of the value. A fast hash is right here
 * because the values carry 190 random bits; passwords, which do not, use argon2id (password.ts).
 */
export function hashSecret(value: string): Buffer {
  // By way of a text: a buffer of its own for each hash takes twice as long to make.
  return Buffer.from(hash('sha256', value, 'binary'), 'latin1');
}

/** Whether two hashes are equal, in a time that does not depend on where they differ. */
export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
