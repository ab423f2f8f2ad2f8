import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailKey, emailKeys } from './email-key.ts';

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('ß', 'ı', 'İ', 'ς', 'ﬁ', '\u0301', 'é', 'K'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

describe('emailKey', () => {
  it.each([
    ['Ada@Acme.test', 'ada@acme.test'],
    ['jose\u0301@acme.test', 'jos\u00e9@acme.test'],
    ['JOSÉ@acme.test', 'jos\u00e9@acme.test'],
    ['STRASSE@acme.test', 'strasse@acme.test'],
    ['straße@acme.test', 'strasse@acme.test'],
    ['STRAẞE@acme.test', 'strasse@acme.test'],
    ['ΟΔΟΣ@acme.test', 'οδοσ@acme.test'],
    ['οδος@acme.test', 'οδοσ@acme.test'],
    ['\u212aelvin@acme.test', 'kelvin@acme.test'],
  ])('maps %s to %s', (email, key) => {
    expect(emailKey(email)).toBe(key);
  });

  it('distinguishes letters that differ in more than case', () => {
    expect(emailKey('mıke@acme.test')).not.toBe(emailKey('mike@acme.test'));
    expect(emailKey('İ@acme.test')).not.toBe(emailKey('i@acme.test'));
    expect(emailKey('ｍike@acme.test')).not.toBe(emailKey('mike@acme.test'));
  });

  it('is idempotent, and ignores case and normalization form', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const key = emailKey(text);
        expect(emailKey(key)).toBe(key);
        expect(emailKey(text.normalize('NFD'))).toBe(key);
        expect(emailKey(text.normalize('NFC'))).toBe(key);
        expect(emailKey(text.toLowerCase())).toBe(key);
        expect(emailKeys(text).at(-1)).toBe(key);
      }),
    );
  });

  it('treats letters as equal if a case-insensitive regular expression does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), (letter) => {
        for (const other of [letter.toUpperCase(), letter.toLowerCase()]) {
          if ([...other].length !== 1 || /[\\^$.*+?()[\]{}|/]/.test(letter)) continue;
          if (new RegExp(`^${letter}$`, 'iu').test(other)) expect(emailKey(other)).toBe(emailKey(letter));
        }
      }),
    );
  });
});
