import { crc32 } from 'node:zlib';
import { base62FromBytes, encodeBase62, endsWithBase62, randomBase62 } from './base62.ts';

/**
 * Token kinds by prefix. `session` is only used in cookies; `setup` is the one-time link of an empty
 * database; `invitation` invites a new member; `reset` sets a new password; `email` confirms a change of
 * an email; `scim` lets an identity provider manage members (RFC 7644). `access`, `refresh`, `code`, `device` and `client_secret`
 * belong to OAuth (RFC 6749, RFC 8628).
 */
export const tokenPrefixes = {
  pat: 'spedy_pat_',
  session: 'spedy_ses_',
  setup: 'spedy_set_',
  invitation: 'spedy_inv_',
  reset: 'spedy_rst_',
  email: 'spedy_eml_',
  access: 'spedy_oat_',
  refresh: 'spedy_ort_',
  code: 'spedy_oac_',
  device: 'spedy_odc_',
  scim: 'spedy_scm_',
  client_secret: 'spd_',
} as const;
export type TokenKind = keyof typeof tokenPrefixes;

const kinds = Object.keys(tokenPrefixes) as TokenKind[];

const secretLength = 32;
const checksumLength = 6;
const body = /^[0-9A-Za-z]{38}$/;

/**
 * Returns a new secret value: prefix, 32 random base62 characters, and their CRC-32 as 6 base62 characters.
 * The checksum lets secret scanners and the server reject invalid tokens without a database query.
 */
export function newToken(kind: TokenKind): string {
  return withChecksum(kind, randomBase62(secretLength));
}

/** Derives a value from 32 pseudo-random bytes; the same bytes give the same value. */
export function tokenFromBytes(kind: TokenKind, bytes: Uint8Array): string {
  return withChecksum(kind, base62FromBytes(bytes, secretLength));
}

/** Returns the kind of a well-formed value with a correct checksum, else null. Needs no I/O and no hash. */
export function tokenKindOf(value: string): TokenKind | null {
  for (const kind of kinds) {
    if (value.startsWith(tokenPrefixes[kind]))
      return hasValidBody(value.slice(tokenPrefixes[kind].length)) ? kind : null;
  }
  return null;
}

const anySecret = new RegExp(`(?:${Object.values(tokenPrefixes).join('|')})[0-9A-Za-z]{38}`, 'g');
/** Characters that copying may insert into a value: line breaks, spaces and invisible characters. */
const breaks = /[\s\p{Cf}]+/gu;

/**
 * Finds the distinct well-formed values in a text, also within quotes, after `Bearer`, in a line of code,
 * broken over lines, or percent-encoded.
 */
export function secretsIn(text: string): readonly string[] {
  const decoded = text.replaceAll(/%5f/gi, '_');
  const found = [decoded, decoded.replaceAll(breaks, '')].flatMap((form) => form.match(anySecret) ?? []);
  return [...new Set(found)].filter((value) => tokenKindOf(value) !== null);
}

/** Returns the last four characters, which lists show so that people can tell their tokens apart. */
export function tokenHint(value: string): string {
  return value.slice(-4);
}

function withChecksum(kind: TokenKind, secret: string): string {
  return tokenPrefixes[kind] + secret + encodeBase62(crc32(secret), checksumLength);
}

function hasValidBody(text: string): boolean {
  return body.test(text) && endsWithBase62(text, crc32(text.slice(0, secretLength)), checksumLength);
}
