import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** RFC 6238 parameters that every authenticator app supports: SHA-1, six digits, 30 seconds. */
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Accepted steps before and after the current one, for inaccurate clocks. */
const window = 1;
const backupAlphabet = '23456789abcdefghjkmnpqrstuvwxyz';
const backupLength = 10;
const backupCodeCount = 10;

/** Returns a new TOTP secret of 20 bytes (RFC 4226 4, R6). */
export function newTotpSecret(): Uint8Array {
  return new Secret({ size: 20 }).bytes;
}

/** Returns the secret in base32, as typed into an app. */
export function totpSecretText(secret: Uint8Array): string {
  return toSecret(secret).base32;
}

/**
 * Returns the otpauth URI of the QR code. Apps split it at the first colon, between issuer and label, so
 * neither may contain a colon.
 */
export function totpUri(secret: Uint8Array, issuer: string, label: string): string {
  const names = { issuer: withoutColons(issuer), label: withoutColons(label) };
  return new TOTP({ ...parameters, ...names, secret: toSecret(secret) }).toString();
}

function withoutColons(text: string): string {
  return text.replaceAll(/\s*:\s*/g, ' ').trim();
}

/** Returns the time step of a correct code, or null. `now` is in milliseconds since the epoch. */
export function totpStep(secret: Uint8Array, code: string, now: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const totp = new TOTP({ ...parameters, secret: toSecret(secret) });
  const delta = totp.validate({ token: code, timestamp: now, window });
  return delta === null ? null : totp.counter({ timestamp: now }) + delta;
}

/** Returns ten new backup codes of about 49 bits each, as `abcde-fghjk`. */
export function newBackupCodes(): string[] {
  return Array.from({ length: backupCodeCount }, () => {
    let code = '';
    while (code.length < backupLength) code += backupAlphabet.charAt(randomInt(backupAlphabet.length));
    return `${code.slice(0, 5)}-${code.slice(5)}`;
  });
}

/** Normalizes a typed backup code: lower case, without dash and spaces; null if it is malformed. */
export function normalizeBackupCode(text: string): string | null {
  const code = text.toLowerCase().replace(/[\s-]/g, '');
  return code.length === backupLength && [...code].every((letter) => backupAlphabet.includes(letter))
    ? code
    : null;
}

function toSecret(bytes: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer });
}
