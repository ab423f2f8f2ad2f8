import { hash, verify } from '@node-rs/argon2';
import { randomBase62 } from './base62.ts';
import { inTurn } from './hash-turns.ts';

/** OWASP's argon2id recommendation: 19 MiB, 2 passes, 1 lane (argon2id is the default). `memoryCost` is in KiB. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Shortest and longest password taken, in code points. */
export const passwordLength = { min: 12, max: 200 } as const;

/**
 * A password in the one form that is hashed and checked (NFC): the same letters typed on another keyboard may come in
 * other code points (NIST SP 800-63B 3.1.1.2).
 */
export function normalizePassword(password: string): string {
  return password.normalize('NFC');
}

/** Whether a password may be somebody's: one of 60 KB is not worth a hash. */
export function isPlausiblePassword(password: string): boolean {
  return [...normalizePassword(password)].length <= passwordLength.max;
}

/** The argon2id hash of a password, in PHC string form with its own salt. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normalizePassword(password), parameters));
}

let decoy: Promise<string> | undefined;

/**
 * Whether the password is right. With no hash to compare (an unknown email, a member without a password) a decoy is
 * verified all the same, so that the answer takes as long and tells nothing. A password in another form than NFC is
 * tried as it came, too: it may have been set before passwords were normalized.
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

/** A password for an account whose creator gave none: 20 base62 characters, about 119 bits. */
export function generatePassword(): string {
  return randomBase62(20);
}
