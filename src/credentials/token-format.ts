import { crc32 } from 'node:zlib';
import { base62FromBytes, encodeBase62, randomBase62 } from './base62.ts';

/**
 * What a value is, by its prefix. `session` never leaves a cookie; `setup` is the one-time link of an empty database,
 * `invitation` the one of somebody who is to become a member. `access`, `refresh`, `code`, `device` and
 * `client_secret` are OAuth's (RFC 6749, RFC 8628).
 */
export const tokenPrefixes = {
  pat: 'spedy_pat_',
  session: 'spedy_ses_',
  setup: 'spedy_set_',
  invitation: 'spedy_inv_',
  access: 'spedy_oat_',
  refresh: 'spedy_ort_',
  code: 'spedy_oac_',
  device: 'spedy_odc_',
  client_secret: 'spd_',
} as const;
export type TokenKind = keyof typeof tokenPrefixes;

const secretLength = 32;
const checksumLength = 6;
const body = /^[0-9A-Za-z]{38}$/;

/**
 * A new secret value: prefix, 32 random base62 characters, and the CRC-32 of those 32 as 6 base62 characters.
 * The checksum lets a scanner, and our own front door, tell a token from a look-alike without asking the database.
 */
export function newToken(kind: TokenKind): string {
  return withChecksum(kind, randomBase62(secretLength));
}

/** The value of a kind that 32 pseudo-random bytes stand for: the same bytes give the same value. */
export function tokenFromBytes(kind: TokenKind, bytes: Uint8Array): string {
  return withChecksum(kind, base62FromBytes(bytes, secretLength));
}

/** The kind of a well-formed value whose checksum is right, else null. Costs no I/O and no hash. */
export function tokenKindOf(value: string): TokenKind | null {
  for (const kind of Object.keys(tokenPrefixes) as TokenKind[]) {
    if (value.startsWith(tokenPrefixes[kind]))
      return hasValidBody(value.slice(tokenPrefixes[kind].length)) ? kind : null;
  }
  return null;
}

const anySecret = new RegExp(`(?:${Object.values(tokenPrefixes).join('|')})[0-9A-Za-z]{38}`, 'g');
/** What a value is broken by where it is copied from: line breaks, spaces, and characters that nobody sees. */
const breaks = /[\s\p{Cf}]+/gu;

/**
 * The well-formed values in a text, each once: with quotes, `Bearer` or a whole line of a script around them, broken
 * over lines, or percent-encoded.
 */
export function secretsIn(text: string): readonly string[] {
  const decoded = text.replaceAll(/%5f/gi, '_');
  const found = [decoded, decoded.replaceAll(breaks, '')].flatMap((form) => form.match(anySecret) ?? []);
  return [...new Set(found)].filter((value) => tokenKindOf(value) !== null);
}

/** The last four characters, shown in lists so that a person can tell their tokens apart. */
export function tokenHint(value: string): string {
  return value.slice(-4);
}

function withChecksum(kind: TokenKind, secret: string): string {
  return tokenPrefixes[kind] + secret + checksum(secret);
}

function hasValidBody(text: string): boolean {
  return body.test(text) && checksum(text.slice(0, secretLength)) === text.slice(secretLength);
}

function checksum(secret: string): string {
  return encodeBase62(crc32(secret), checksumLength);
}
