import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newToken } from '../../../credentials/token-format.ts';
import { createLogger, requestLog } from '../logging.ts';
import type { LogFormat } from './log-format.ts';

const time = Date.UTC(2026, 2, 15, 10, 30, 0, 7);
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: time }));
afterEach(() => void vi.useRealTimers());

const request = {
  requestId: 'req_1',
  method: 'GET',
  host: 'acme-corp.spedy.test',
  path: '/api/v1/me',
  status: 401,
  code: 'token_revoked',
  milliseconds: 1.26,
  organization: 'acme-corp',
  user: 'usr_1',
  trace: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' },
};

/** Returns the lines that a log of this format writes. */
function linesOf(format: LogFormat, write: (log: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  write(createLogger('info', { format, write: (line) => lines.push(line) }));
  return lines;
}

describe('LOG_FORMAT=ecs', () => {
  it('writes a request with the fields of ECS', () => {
    const [line = ''] = linesOf('ecs', (log) => requestLog(log)(request));
    expect(Object.keys(JSON.parse(line)).slice(0, 4)).toEqual([
      '@timestamp',
      'log.level',
      'message',
      'ecs.version',
    ]);
    expect(JSON.parse(line)).toEqual({
      '@timestamp': '2026-03-15T10:30:00.007Z',
      'log.level': 'info',
      message: 'GET /api/v1/me 401',
      'ecs.version': '8.17.0',
      'service.name': 'spedy',
      'process.pid': process.pid,
      'host.hostname': expect.any(String),
      'http.request.id': 'req_1',
      'http.request.method': 'GET',
      'http.response.status_code': 401,
      'url.domain': 'acme-corp.spedy.test',
      'url.path': '/api/v1/me',
      'error.code': 'token_revoked',
      'organization.name': 'acme-corp',
      'user.id': 'usr_1',
      'trace.id': '4bf92f3577b34da6a3ce929d0e0e4736',
      'span.id': '00f067aa0ba902b7',
      'event.kind': 'event',
      'event.category': ['web'],
      'event.type': ['access'],
      'event.dataset': 'spedy.access',
      'event.outcome': 'failure',
      'event.duration': 1_260_000,
    });
  });

  it('writes an error, and fields of ours with a prefix', () => {
    const error = Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
    const [line = ''] = linesOf('ecs', (log) => log.warn({ err: error, sweep: 'mail' }, 'Sweep failed'));
    expect(JSON.parse(line)).toMatchObject({
      'log.level': 'warn',
      message: 'Sweep failed',
      'error.type': 'Error',
      'error.message': 'no answer',
      'error.code': 'ETIMEDOUT',
      'error.stack_trace': expect.stringContaining('no answer'),
      'spedy.sweep': 'mail',
    });
  });
});

describe('LOG_FORMAT=plain', () => {
  it('writes a request in one line', () => {
    const [line] = linesOf('plain', (log) => requestLog(log)(request));
    expect(line).toBe(
      `2026-03-15T10:30:00.007Z INFO  GET /api/v1/me 401 1.3 ms host=acme-corp.spedy.test code=token_revoked organization=acme-corp user=usr_1 requestId=req_1 traceId=4bf92f3577b34da6a3ce929d0e0e4736 spanId=00f067aa0ba902b7 pid=${process.pid}\n`,
    );
  });

  it('keeps whatever a client sends in its line, and in its field', () => {
    const reason = 'Origin "x"\n2026 INFO  forged\u001b[31m\u202e\u2028 a=b';
    const lines = linesOf('plain', (log) => requestLog(log)({ ...request, path: '/\u0085\u2066', reason }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[ -~]+\n$/);
    expect(lines[0]).toContain('GET /\\u0085\\u2066 401');
    expect(lines[0]).toContain('reason="Origin \\"x\\"\\n2026 INFO  forged\\u001b[31m\\u202e\\u2028 a=b"');
  });

  it('writes an error with its stack as one value', () => {
    const [line = ''] = linesOf('plain', (log) =>
      log.error({ err: new Error('no answer') }, 'Request failed'),
    );
    expect(line).toMatch(
      /^2026-03-15T10:30:00.007Z ERROR Request failed err=\{"type":"Error","message":"no answer"/,
    );
    expect(line.trimEnd()).not.toContain('\n');
  });
});

describe.each<LogFormat>(['json', 'ecs', 'plain'])('LOG_FORMAT=%s', (format) => {
  it('redacts secrets in fields and errors', () => {
    const token = newToken('pat');
    const text = linesOf(format, (log) => {
      log.warn(
        { password: 'hunter2', body: { token, authorization: `Bearer ${token}`, cookie: 'hunter2' } },
        'x',
      );
      log.error(
        { err: Object.assign(new Error(`no row ${token}`), { detail: 'hunter2' }) },
        'Request failed',
      );
    }).join('');
    expect(text).not.toContain(token);
    expect(text).not.toContain('hunter2');
  });

  it('writes nothing below its level', () => {
    const lines: string[] = [];
    requestLog(createLogger('warn', { format, write: (line) => lines.push(line) }))(request);
    expect(lines).toEqual([]);
  });
});
