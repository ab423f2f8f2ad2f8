import { array, assert, constantFrom, oneof, property, string, webUrl } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { returnPath } from './return-path.ts';

const origin = 'https://acme-corp.spedy.test';

describe('the path after single sign-on', () => {
  it('keeps a path of this origin with its query and fragment', () => {
    const paths = ['/', '/consent?request=req_1', '/api/v1/oauth/authorize?client_id=x&state=y', '/a#b'];
    expect(paths.map(returnPath)).toEqual(paths);
  });

  it.each([
    undefined,
    '',
    'settings',
    '//evil.test',
    '/\\evil.test',
    '/\t/evil.test',
    '/.//evil.test',
    'https://evil.test/',
    'javascript:alert(1)',
    '/\r\nset-cookie: x',
    `/${'x'.repeat(8_000)}`,
  ])('replaces %j', (given) => {
    expect(returnPath(given)).toBe('/');
  });

  it('never leaves the origin, and is idempotent', () => {
    const piece = oneof(
      constantFrom(
        '/',
        '\\',
        '.',
        '..',
        '%2e',
        '%2f',
        '%5c',
        '@',
        ':',
        '?',
        '#',
        '\t',
        '\n',
        '\0',
        'evil.test',
      ),
      string({ maxLength: 4 }),
      webUrl(),
    );
    assert(
      property(array(piece, { maxLength: 8 }), (pieces) => {
        const path = returnPath(pieces.join(''));
        expect(new URL(path, origin).origin).toBe(origin);
        expect(path).toMatch(/^\/(?![/\\])/);
        expect(returnPath(path)).toBe(path);
      }),
      { numRuns: 1_000 },
    );
  });
});
