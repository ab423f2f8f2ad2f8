import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpedyError } from './errors.ts';
import { parseEmail, parseLine, parseName, parseProse } from './text.ts';

const refusal = (message: string) => expect.objectContaining({ code: 'validation_failed', message });
const anyText = fc.string({ unit: 'binary' });

describe('parseLine', () => {
  it.each([
    ['CI', 'CI'],
    ['  CI \n', 'CI'],
    ['日本語のトークン', '日本語のトークン'],
    ['עברית ו־العربية', 'עברית ו־العربية'],
    ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
    ['e\u0301', 'e\u0301'],
    ['<b>"&\'', '<b>"&\''],
    ['😀'.repeat(100), '😀'.repeat(100)],
  ])('parses %j as %j', (text, line) => {
    expect(parseLine('name', text, 100)).toBe(line);
  });

  it.each([
    ['', 'name: must not be empty'],
    [' \t\n\u3000', 'name: must not be empty'],
    ['x'.repeat(101), 'name: must be at most 100 characters; it has 101'],
    ['😀'.repeat(101), 'name: must be at most 100 characters; it has 101'],
    ['a\nb', 'name: must not contain line breaks or other control characters'],
    ['a\0b', 'name: must not contain line breaks or other control characters'],
    ['a\u007fb', 'name: must not contain line breaks or other control characters'],
    ['a\u0085b', 'name: must not contain line breaks or other control characters'],
    ['a\u2028b', 'name: must not contain line breaks or other control characters'],
    ['a\ud800b', 'name: must be valid Unicode'],
    ['\udc00', 'name: must be valid Unicode'],
  ])('rejects %j', (text, message) => {
    expect(() => parseLine('name', text, 100)).toThrow(refusal(message));
  });

  it('returns text that can be stored and parsed again, or throws a SpedyError', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          const line = parseLine('name', text, 10);
          expect(parseLine('name', line, 10)).toBe(line);
          expect([line.isWellFormed(), line.includes('\0'), [...line].length <= 10]).toEqual([
            true,
            false,
            true,
          ]);
        } catch (error) {
          expect(error).toBeInstanceOf(SpedyError);
        }
      }),
    );
  });
});

/** One invisible character of each kind. */
const unseen = [
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u00ad',
  '\u034f',
  '\u115f',
  '\u1160',
  '\u3164',
  '\uffa0',
  '\u17b4',
  '\u180e',
  '\u2060',
  '\u2061',
  '\u2800',
  '\ufffc',
  '\ufe0f',
  '\u{e0001}',
  '\u{e0061}',
  '\u{1d159}',
  '\u{1d173}',
  '\u0301',
  '\u00a0',
  '\u3000',
  '\u0600',
  '\uffff',
];
const directionMarks = [...'\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'];

describe('parseName', () => {
  it.each([
    'CI',
    '日本語のトークン',
    'עברית ו־العربية',
    'می\u200cخواهم',
    'क्\u200dष',
    '👩‍👩‍👧‍👦',
    '❤\ufe0f',
    '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
    '.',
    'e\u0301',
  ])('accepts %j', (text) => {
    expect(parseName('name', text, 100)).toBe(text);
  });

  it.each(unseen)('rejects %j alone', (text) => {
    expect(() => parseName('name', `x${text}`.slice(1), 100)).toThrow(SpedyError);
    expect(() => parseName('name', `\u200b${text}${text}\u200b`, 100)).toThrow(
      refusal('name: must have at least one visible character'),
    );
  });

  it.each(directionMarks)('rejects %j inside a name', (mark) => {
    const message = 'name: must not contain characters that change the direction of text';
    expect(() => parseName('name', `a${mark}b`, 100)).toThrow(refusal(message));
  });

  it('never returns an invisible name or one with direction marks', () => {
    const part = fc.oneof(fc.constantFrom(...unseen, ...directionMarks, ' ', 'a', 'א'), anyText);
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        try {
          const name = parseName('name', parts.join(''), 100);
          expect(name).not.toMatch(/\p{Bidi_Control}/u);
          expect(name.replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Z}\u2800]/gu, '')).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(SpedyError);
        }
      }),
    );
  });
});

describe('parseProse', () => {
  it('keeps line breaks and tabs', () => {
    expect(parseProse('body', 'a\r\n\tb\n', 1, 100)).toBe('a\r\n\tb\n');
    expect(parseProse('body', '', 0, 100)).toBe('');
  });

  it.each([
    ['', 'body: must not be empty'],
    [' \n ', 'body: must not be empty'],
    ['\u200b\n\u2800', 'body: must not be empty'],
    ['x'.repeat(11), 'body: must be at most 10 characters; it has 11'],
    ['a\0', 'body: must not contain control characters'],
    ['a\u001b[31m', 'body: must not contain control characters'],
    ['\ud800', 'body: must be valid Unicode'],
  ])('rejects %j', (text, message) => {
    expect(() => parseProse('body', text, 1, 10)).toThrow(refusal(message));
  });
});

describe('parseEmail', () => {
  it.each([
    ['Ada@Acme.test', 'Ada@Acme.test', 'ada@acme.test'],
    [' ada@acme.test ', 'ada@acme.test', 'ada@acme.test'],
    ['ada+tag@localhost', 'ada+tag@localhost', 'ada+tag@localhost'],
    ['用户@例え.テスト', '用户@例え.テスト', '用户@例え.テスト'],
    ['Jose\u0301@acme.test', 'Jos\u00e9@acme.test', 'jos\u00e9@acme.test'],
    ['STRASSE@acme.test', 'STRASSE@acme.test', 'strasse@acme.test'],
  ])('parses %j as %s', (text, email, key) => {
    expect(parseEmail('email', text)).toEqual({ email, key });
  });

  it.each([
    '',
    'ada',
    '@acme.test',
    'ada@',
    'a b@acme.test',
    'ada@acme@test',
    'ada@acme.test\nx',
    'a\u200bda@acme.test',
    'a\u00adda@acme.test',
    'ada@acme\u2800.test',
    '\u202eada@acme.test',
    `${'a'.repeat(250)}@a.test`,
  ])('rejects %j', (text) => {
    expect(() => parseEmail('email', text)).toThrow(SpedyError);
  });
});
