import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase62, endsWithBase62, randomBase62 } from './base62.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function decode(text: string): number {
  return [...text].reduce((value, letter) => value * 62 + alphabet.indexOf(letter), 0);
}

describe('encodeBase62', () => {
  it.each([
    [0, 6, '000000'],
    [61, 6, '00000z'],
    [62, 6, '000010'],
    [0xffffffff, 6, '4gfFC3'],
    [0, 0, ''],
  ])('encodes %i with width %i as %s', (value, width, text) => {
    expect(encodeBase62(value, width)).toBe(text);
  });

  it('encodes every CRC-32 in six letters that decode to the same value', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), (value) => {
        const text = encodeBase62(value, 6);
        expect([text.length, decode(text)]).toEqual([6, value]);
      }),
    );
  });
});

describe('endsWithBase62', () => {
  it('accepts the encoding of a value and of no other', () => {
    const value = fc.nat({ max: 0xffffffff });
    fc.assert(
      fc.property(fc.string(), value, value, (before, encoded, compared) => {
        const text = before + encodeBase62(encoded, 6);
        expect(endsWithBase62(text, encoded, 6)).toBe(true);
        expect(endsWithBase62(text, compared, 6)).toBe(compared === encoded);
      }),
    );
    expect(endsWithBase62('000000', 62 ** 6, 6)).toBe(false);
  });
});

describe('randomBase62', () => {
  it('returns the requested length and only base62 letters', () => {
    for (const length of [0, 1, 20, 32, 1_000]) {
      expect(randomBase62(length)).toMatch(new RegExp(`^[0-9A-Za-z]{${length}}$`));
    }
  });

  it('draws all letters equally often (chi-squared over 62,000 letters)', () => {
    const counts = new Map<string, number>();
    for (const letter of randomBase62(62_000)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    const chiSquared = [...alphabet].reduce(
      (sum, letter) => sum + ((counts.get(letter) ?? 0) - 1_000) ** 2 / 1_000,
      0,
    );
    // 61 degrees of freedom: a value above 150 occurs less than once in 10^8 runs. Bytes modulo 62 without
    // redrawing give about 470.
    expect(chiSquared).toBeLessThan(150);
  });
});
