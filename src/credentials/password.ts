import { hash, verify } from '@node-rs/argon2';
import { randomBase62 } from './base62.ts';
import { inTurn } from './hash-turns.ts';

/**
 * OWASP's argon2id parameters: 19 MiB, 2 passes, 1 lane (argon2id is the default). `memoryCost` is in KiB.
 */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Length limits of a password in code points. */
export const passwordLength = { min: 12, max: 200 } as const;

/**
 * Normalizes a password to NFC before hashing: different keyboards may produce different code points for the
 * same letters (NIST SP 800-63B 3.1.1.2).
 */
export function normalizePassword(password: string): string {
  return password.normalize('NFC');
}

/** Whether a password is short enough to be valid; a longer one is not worth hashing. */
export function isPlausiblePassword(password: string): boolean {
  return [...normalizePassword(password)].length <= passwordLength.max;
}

/** Returns the argon2id hash of a password as a PHC string with its own salt. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normalizePassword(password), parameters));
}

let decoy: Promise<string> | undefined;

/**
 * Whether a password is correct. Without a stored hash (unknown email, member without a password) a decoy is
 * verified, so that the response time reveals nothing. A password that is not in NFC is also tried unchanged,
 * because it may have been set before passwords were normalized.
 */
export async function verifyPassword(storedHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomBase62(32));
  const known = storedHash ?? (await decoy);
  const normalized = normalizePassword(password);
  const matches =
    (await inTurn(() => verify(known, normalized))) ||
    (normalized !== password && (await inTurn(() => verify(known, password))));
  return storedHash !== null && matches;
}

/** Generates a password of 20 base62 characters, about 119 bits. */
export function generatePassword(): string {
  return randomBase62(20);
}
