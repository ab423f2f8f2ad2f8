import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpedyError } from './errors.ts';
import { parseEmail, parseLine, parseProse } from './text.ts';

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
  ])('%j is %j', (text, line) => {
    expect(parseLine('name', text, 100)).toBe(line);
  });

  it.each([
    ['', 'name: must not be empty'],
    [' \t\n\u3000', 'name: must not be empty'],
    ['x'.repeat(101), 'name: must be at most 100 characters; it has 101'],
    ['😀'.repeat(101), 'name: must be at most 100 characters; it has 101'],
    ['a\nb', 'name: must not have line breaks or other control characters'],
    ['a\0b', 'name: must not have line breaks or other control characters'],
    ['a\u007fb', 'name: must not have line breaks or other control characters'],
    ['a\u0085b', 'name: must not have line breaks or other control characters'],
    ['a\u2028b', 'name: must not have line breaks or other control characters'],
    ['a\ud800b', 'name: must be valid Unicode'],
    ['\udc00', 'name: must be valid Unicode'],
  ])('%j is refused', (text, message) => {
    expect(() => parseLine('name', text, 100)).toThrow(refusal(message));
  });

  it('gives back what may be stored and parsed again, or refuses in words', () => {
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

describe('parseProse', () => {
  it('keeps lines and tabs as they are', () => {
    expect(parseProse('body', 'a\r\n\tb\n', 1, 100)).toBe('a\r\n\tb\n');
    expect(parseProse('body', '', 0, 100)).toBe('');
  });

  it.each([
    ['', 'body: must not be empty'],
    [' \n ', 'body: must not be empty'],
    ['x'.repeat(11), 'body: must be at most 10 characters; it has 11'],
    ['a\0', 'body: must not have control characters'],
    ['a\u001b[31m', 'body: must not have control characters'],
    ['\ud800', 'body: must be valid Unicode'],
  ])('%j is refused', (text, message) => {
    expect(() => parseProse('body', text, 1, 10)).toThrow(refusal(message));
  });
});

describe('parseEmail', () => {
  it.each([
    ['Ada@Acme.test', 'Ada@Acme.test', 'ada@acme.test'],
    [' ada@acme.test ', 'ada@acme.test', 'ada@acme.test'],
    ['ada+tag@localhost', 'ada+tag@localhost', 'ada+tag@localhost'],
    ['用户@例え.テスト', '用户@例え.テスト', '用户@例え.テスト'],
  ])('%j is %s', (text, email, key) => {
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
    `${'a'.repeat(250)}@a.test`,
  ])('%j is refused', (text) => {
    expect(() => parseEmail('email', text)).toThrow(SpedyError);
  });
});
