import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { nextPage } from '../../../src/cli/api/pages.ts';
import { asLine } from '../../../src/cli/failure.ts';
import { asText, printTable, withoutControls } from '../../../src/cli/output/table.ts';
import { formatJson } from '../../../src/cli/terminal.ts';

/** Prints a table on a terminal of a width. */
function tableAt(columns: number, env: Record<string, string> = {}): string {
  let text = '';
  const write = (chunk: Buffer, _encoding: string, done: () => void) => {
    text += chunk;
    done();
  };
  const stdout = Object.assign(new Writable({ write }), { isTTY: true, columns });
  const rows = [
    ['WEB-1', 'A title that is long enough to be cut'],
    ['WEB-22', '日本語のタイトルはここまで続きますよ'],
    ['WEB-3', 'Short'],
  ];
  printTable({ env, stdin: process.stdin, stdout, stderr: stdout }, ['ID', 'TITLE'], rows, 1);
  return text;
}

describe('a table on a terminal', () => {
  it('fits its width, in any script', () => {
    expect(tableAt(30, { NO_COLOR: '1' })).toBe(
      [
        'ID      TITLE',
        'WEB-1   A title that is long …',
        'WEB-22  日本語のタイトルはこ…',
        'WEB-3   Short',
        '',
      ].join('\n'),
    );
  });

  it('shows nothing that others wrote to control the terminal', () => {
    expect(withoutControls('a\u009b[2J\u001b]0;b\u0007\u202ec\r\nd\te')).toBe('a [2J ]0;b c d e');
    expect(asText('# Title\r\n\tcode\u001b[31m\n')).toBe('# Title\n    code [31m');
    expect(formatJson({ a: '\u009b2J\u202e' })).toBe('{"a":"\\u009b2J\\u202e"}');
  });

  it('shows what a server says in one line, in its order', () => {
    expect(asLine('a\u202eb\u2028c\u0085d\u001b[2J')).toBe('ab c d [2J');
  });

  it('does not read a page that names itself as the next one again and again', () => {
    const request = { method: 'GET', path: '/api/v1/tickets?cursor=a', headers: {} };
    expect(nextPage(request, '{"nextCursor":"b"}')?.path).toBe('/api/v1/tickets?cursor=b');
    expect(() => nextPage(request, '{"nextCursor":"a"}')).toThrow('names itself');
  });

  it('has bold headings, unless NO_COLOR is set or the terminal has no styles', () => {
    expect(tableAt(80)).toContain('\u001b[1mID');
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) expect(tableAt(80, env)).not.toContain('\u001b');
  });
});
