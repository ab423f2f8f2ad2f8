import { hash, timingSafeEqual } from 'node:crypto';

/**
 * SHA-256 of a secret value, which is stored, queried and compared instead of the value. A fast hash is
 * sufficient because the values have 190 random bits; passwords use argon2id (password.ts).
 */
export function hashSecret(value: string): Buffer {
  // Via a string: allocating a buffer per hash takes twice as long.
  return hashBytes(hashText(value));
}

/** The same hash as a text with one character for each byte, the form of a key in memory. */
export function hashText(value: string): string {
  return hash('sha256', value, 'binary');
}

/** Returns the bytes of a `hashText`. */
export function hashBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Compares two hashes in constant time. */
export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
