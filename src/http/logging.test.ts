import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newToken, type TokenKind, tokenPrefixes } from '../credentials/token-format.ts';
import { createLogger, loggablePath } from './logging.ts';

const kinds = Object.keys(tokenPrefixes) as TokenKind[];

describe('loggablePath', () => {
  it.each([
    ['/api/v1/me', '/api/v1/me'],
    ['/api/v1/me?access_token=x', '/api/v1/me'],
    ['/a#b', '/a'],
    ['/a%2fb%00%zz%', '/a%2fb%00%zz%'],
  ])('%s is logged as %s', (url, logged) => {
    expect(loggablePath(url)).toBe(logged);
  });

  it('has no token, whatever stands around it and however it is escaped', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.string(),
        fc.string(),
        fc.array(fc.boolean(), { minLength: 48, maxLength: 48 }),
        (kind, before, after, escaped) => {
          const token = newToken(kind);
          const written = [...token].map((letter, index) =>
            escaped[index] ? `%${letter.charCodeAt(0).toString(16)}` : letter,
          );
          const logged = loggablePath(`/${before}${written.join('')}${after}`);
          expect(logged).not.toContain(token.slice(-20));
          expect(logged.replaceAll('%', '')).not.toContain(written.join('').replaceAll('%', '').slice(-30));
        },
      ),
    );
  });
});

describe('an error in the log', () => {
  it('shows its kind and words, never a secret or the values beside it', () => {
    const lines: string[] = [];
    const token = newToken('pat');
    const error = Object.assign(new Error(`no such row: ${token}`), {
      parameters: ['hunter2'],
      detail: 'hunter2',
    });
    createLogger('info', (line) => lines.push(line)).error({ err: error }, 'request failed');
    expect(lines.join('')).toContain('no such row: [redacted]');
    expect(lines.join('')).not.toMatch(/hunter2/);
    expect(lines.join('')).not.toContain(token);
  });
});
