import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase62 } from './base62.ts';
import { newToken, type TokenKind, tokenHint, tokenKindOf, tokenPrefixes } from './token-format.ts';

const kinds = Object.keys(tokenPrefixes) as TokenKind[];
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const anyKind = fc.constantFrom(...kinds);
const anySecret = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 32, maxLength: 32 });
const anyToken = fc
  .tuple(anyKind, anySecret)
  .map(([kind, secret]) => tokenPrefixes[kind] + secret + encodeBase62(crc32(secret), 6));

describe('token format', () => {
  it('creates unique tokens in the form of the contract and recognizes their kind', () => {
    const seen = new Set<string>();
    for (const kind of kinds) {
      for (let times = 0; times < 200; times += 1) {
        const token = newToken(kind);
        expect(token).toMatch(new RegExp(`^${tokenPrefixes[kind]}[0-9A-Za-z]{38}$`));
        expect(tokenKindOf(token)).toBe(kind);
        expect(tokenHint(token)).toBe(token.slice(-4));
        seen.add(token);
      }
    }
    expect(seen.size).toBe(200 * kinds.length);
  });

  it('creates PATs exactly as in the contract', () => {
    expect(newToken('pat')).toMatch(/^spedy_pat_[0-9A-Za-z]{38}$/);
    // Computed with another CRC-32 implementation.
    expect(tokenKindOf('spedy_pat_000000000000000000000000000000002wjyrI')).toBe('pat');
  });

  it('rejects a token with one changed character', () => {
    fc.assert(
      fc.property(
        anyToken,
        fc.nat({ max: 47 }),
        fc.string({ minLength: 1, maxLength: 1 }),
        (token, index, letter) => {
          fc.pre(token.charAt(index) !== letter);
          const changed = token.slice(0, index) + letter + token.slice(index + 1);
          // A change in the prefix may give another kind's prefix. The checksum does not cover it, but the
          // database query does.
          const kind = tokenKindOf(changed);
          expect(kind === null || (index < 10 && changed.startsWith(tokenPrefixes[kind]))).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('rejects a token with two characters swapped, one missing or one added', () => {
    fc.assert(
      fc.property(anyToken, fc.nat({ max: 36 }), fc.constantFrom(...alphabet), (token, offset, letter) => {
        const index = token.length - 38 + offset;
        const [a, b] = [token.charAt(index), token.charAt(index + 1)];
        if (a !== b) expect(tokenKindOf(token.slice(0, index) + b + a + token.slice(index + 2))).toBeNull();
        expect(tokenKindOf(token.slice(0, index) + token.slice(index + 1))).toBeNull();
        expect(tokenKindOf(token.slice(0, index) + letter + token.slice(index))).toBeNull();
      }),
    );
  });

  it('rejects whitespace, changed case, other prefixes and line endings', () => {
    fc.assert(
      fc.property(anyToken, fc.constantFrom(' ', '\n', '\r\n', '\t', '\0', '=', '"'), (token, odd) => {
        for (const text of [
          token + odd,
          odd + token,
          token.toUpperCase(),
          token.replaceAll('_', '-'),
          token.slice(10),
        ])
          expect(tokenKindOf(text)).toBeNull();
      }),
    );
  });

  it('rejects random text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `spedy_pat_${text}`),
        ),
        (text) => {
          expect(tokenKindOf(text)).toBeNull();
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
