import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newToken, type TokenKind, tokenPrefixes } from '../../credentials/token-format.ts';
import { createLogger, loggablePath, requestLog } from './logging.ts';

const kinds = Object.keys(tokenPrefixes) as TokenKind[];

describe('loggablePath', () => {
  it.each([
    ['/api/v1/me', '/api/v1/me'],
    ['/api/v1/me?access_token=x', '/api/v1/me'],
    ['/a#b', '/a'],
    ['/a%2fb%00%zz%', '/a%2fb%00%zz%'],
  ])('logs %s as %s', (url, logged) => {
    expect(loggablePath(url)).toBe(logged);
  });

  it('redacts tokens in any context and with any escaping', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.string(),
        fc.string(),
        fc.array(fc.boolean(), { minLength: 48, maxLength: 48 }),
        fc.nat({ max: 40 }),
        (kind, before, after, escaped, times) => {
          const token = newToken(kind);
          const written = [...token].map((letter, index) =>
            escaped[index] ? `%${'25'.repeat(times)}${letter.charCodeAt(0).toString(16)}` : letter,
          );
          const logged = loggablePath(`/${before}${written.join('')}${after}`);
          expect(logged).not.toContain(token.slice(-20));
          expect(logged.replaceAll('%', '')).not.toContain(written.join('').replaceAll('%', '').slice(-30));
        },
      ),
    );
  });
});

describe('loggablePath with a fully percent-encoded secret', () => {
  it.each([1, 2, 3, 7])('redacts a secret encoded %s times', (times) => {
    const token = newToken('pat');
    let path = `/x/${token}/y`;
    for (let time = 0; time < times; time += 1)
      path = path.replace(/[^/]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
    if (path.length < 16_384) expect(loggablePath(path)).toBe('/x/[redacted]/y');
  });

  it('handles a pathological path quickly', () => {
    const path = `/${'%25'.repeat(5_000)}${'%2%3'.repeat(100)}${'25'.repeat(500)}`;
    expect(loggablePath(path)).toBe(path);
  });
});

describe('createLogger', () => {
  it('logs the type and message of an error, without secrets and parameters', () => {
    const lines: string[] = [];
    const token = newToken('pat');
    const error = Object.assign(new Error(`no such row: ${token}`), {
      parameters: ['hunter2'],
      detail: 'hunter2',
    });
    createLogger('info', { write: (line) => lines.push(line) }).error({ err: error }, 'Request failed');
    expect(lines.join('')).toContain('no such row: [redacted]');
    expect(lines.join('')).not.toMatch(/hunter2/);
    expect(lines.join('')).not.toContain(token);
  });
});

type Given = Parameters<ReturnType<typeof requestLog>>[0] & { readonly time?: number };

describe('requestLog', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const line = {
    requestId: 'req_1',
    method: 'GET',
    host: 'acme-corp.localhost:3000',
    path: '/api/v1/me',
    status: 200,
    milliseconds: 0.3,
  };

  it.each([
    line,
    { ...line, organization: 'acme-corp', user: 'usr_1' },
    { ...line, status: 401, code: 'token_invalid' },
    { ...line, code: 'x', reason: 'Origin "a\\b"\n\u0000é', path: '/"\\\u0007/ü', host: '"' },
    { ...line, path: `/${'"'.repeat(200)}` },
    { ...line, milliseconds: 2, time: 1_770_000_000_007 },
    { ...line, milliseconds: 1_234.5, time: 1_770_000_059_099 },
  ])('writes the line that pino writes for %j', ({ time = 1_770_000_000_000, ...given }: Given) => {
    vi.useFakeTimers({ toFake: ['Date'], now: time });
    const lines: string[] = [];
    const log = createLogger('info', { write: (written) => lines.push(written) });
    requestLog(log)(given);
    const { code, reason, milliseconds, organization, user, ...first } = given;
    log
      .child({}, { redact: [] })
      .info({ ...first, code, reason, milliseconds, organization, user }, 'request');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe(lines[1]);
  });

  it.each([
    ['trace', 1],
    ['info', 1],
    ['warn', 0],
    ['silent', 0],
  ])('at the level %s writes %i lines', (level, count) => {
    const lines: string[] = [];
    requestLog(createLogger(level, { write: (written) => lines.push(written) }))(line);
    expect(lines).toHaveLength(count);
  });
});
