import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { progressLine } from './progress-line.ts';

function collect(isTTY: boolean) {
  let now = 0;
  const printed: string[] = [];
  const write = (text: Buffer, _encoding: string, done: () => void) => {
    printed.push(String(text));
    done();
  };
  const pass = (time: number) => {
    now += time;
  };
  const stderr = Object.assign(new Writable({ write }), { isTTY });
  const terminal = { env: {}, stdin: process.stdin, stdout: stderr, stderr };
  return { line: progressLine(terminal, () => now), printed, pass };
}

describe('a line of progress', () => {
  it('has rate and time left, and replaces itself on a terminal', () => {
    const { line, printed, pass } = collect(true);
    line.begin('Writing', 4_800_000);
    line.add(1_000);
    expect(printed).toEqual([]);
    pass(12_500);
    line.add(1_199_000);
    line.end();
    line.end();
    expect(printed).toEqual([
      '\r\u001b[KWriting: 1,200,000 of 4,800,000 rows (25 %), 96,000 rows/s, 38 s left',
      '\r\u001b[K',
    ]);
  });

  it('is a line every ten seconds elsewhere', () => {
    const { line, printed, pass } = collect(false);
    line.begin('Restoring', 1_000_000);
    for (let second = 0; second < 25; second += 1) {
      pass(1_000);
      line.add(100);
    }
    line.end();
    expect(printed).toEqual([
      'Restoring: 1,000 of 1,000,000 rows (0 %), 100 rows/s, 2 h 46 min left\n',
      'Restoring: 2,000 of 1,000,000 rows (0 %), 100 rows/s, 2 h 46 min left\n',
    ]);
  });
});
