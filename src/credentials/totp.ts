import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** RFC 6238 with what every authenticator app takes: SHA-1, six digits, 30 seconds. */
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Steps before and after now that are taken too, for clocks that are off. */
const window = 1;
const backupAlphabet = '23456789abcdefghjkmnpqrstuvwxyz';
const backupLength = 10;
export const backupCodeCount = 10;

/** A new TOTP secret of 20 bytes (RFC 4226 4, R6). */
export function newTotpSecret(): Uint8Array {
  return new Secret({ size: 20 }).bytes;
}

/** The secret as a person types it into an app: base32. */
export function totpSecretText(secret: Uint8Array): string {
  return toSecret(secret).base32;
}

/**
 * The otpauth address that an app reads from a QR code. A colon stands between issuer and label: apps split at the first
 * one, so neither has one itself.
 */
export function totpUri(secret: Uint8Array, issuer: string, label: string): string {
  const names = { issuer: withoutColons(issuer), label: withoutColons(label) };
  return new TOTP({ ...parameters, ...names, secret: toSecret(secret) }).toString();
}

function withoutColons(text: string): string {
  return text.replaceAll(/\s*:\s*/g, ' ').trim();
}

/** The time step of a right code, or null for a wrong one. `now` in milliseconds since the epoch. */
export function totpStep(secret: Uint8Array, code: string, now: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const totp = new TOTP({ ...parameters, secret: toSecret(secret) });
  const delta = totp.validate({ token: code, timestamp: now, window });
  return delta === null ? null : totp.counter({ timestamp: now }) + delta;
}

/** Ten new backup codes of about 49 bits each, as `abcde-fghjk`. */
export function newBackupCodes(): string[] {
  return Array.from({ length: backupCodeCount }, () => {
    let code = '';
    while (code.length < backupLength) code += backupAlphabet.charAt(randomInt(backupAlphabet.length));
    return `${code.slice(0, 5)}-${code.slice(5)}`;
  });
}

/** A typed backup code in its one form: lower case, without dash and spaces; null when it cannot be one. */
export function normalizeBackupCode(text: string): string | null {
  const code = text.toLowerCase().replace(/[\s-]/g, '');
  return code.length === backupLength && [...code].every((letter) => backupAlphabet.includes(letter))
    ? code
    : null;
}

function toSecret(bytes: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer });
}
