import { array, assert, constantFrom, oneof, property, string, webUrl } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { returnPath } from './return-to.ts';

const home = '/';
const origin = 'https://acme-corp.spedy.test';

describe('returnPath', () => {
  it('returns a path of this origin with its query and fragment', () => {
    const paths = [
      '/',
      '/consent?request=req_1',
      '/settings/organization/audit-log?page=2#row',
      '/device?user_code=ABCD-EFGH',
    ];
    expect(paths.map(returnPath)).toEqual(paths);
  });

  it('returns the home page if no path is given', () => {
    expect([null, '', 'settings', '?x'].map(returnPath)).toEqual([home, home, home, home]);
  });

  it.each([
    '//evil.test',
    '///evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '/\t/evil.test',
    '/\n/evil.test',
    ' //evil.test',
    '/.//evil.test',
    '/..//evil.test',
    '/a/..//evil.test',
    '/%2e//evil.test',
    'https://evil.test/',
    'javascript:alert(1)',
    'data:text/html,x',
    '@evil.test',
    '/\0/evil.test',
  ])('rejects %j', (given) => {
    expect(returnPath(given)).toBe(home);
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
        '\r',
        ' ',
        '\0',
        'evil.test',
        'https:',
        'javascript:',
        '／',
        '。',
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
