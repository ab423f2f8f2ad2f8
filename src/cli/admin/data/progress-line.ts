import type { Meter } from '../../../storage/backup/meter.ts';
import type { Terminal } from '../../terminal.ts';

/** Milliseconds between two lines: on a terminal, where each replaces the one before, and elsewhere. */
const onTerminal = 200;
const elsewhere = 10_000;
/** Clears the line of the terminal that the cursor is in. */
const clearLine = '\r\u001b[K';

export type ProgressLine = Meter & {
  /** Removes the line from a terminal. */
  readonly end: () => void;
};

/**
 * Reports on standard error how far long work is, how fast, and how long the rest takes: on a terminal in one line, elsewhere
 * in a line every ten seconds, so that quick work prints nothing.
 */
export function progressLine({ stderr }: Terminal, now = () => performance.now()): ProgressLine {
  const isTerminal = 'isTTY' in stderr && stderr.isTTY === true;
  const interval = isTerminal ? onTerminal : elsewhere;
  let [part, total, done, began, printed] = ['', 0, 0, 0, 0];
  let isShown = false;
  const print = () => {
    const line = describeProgress(part, done, total, (now() - began) / 1_000);
    stderr.write(isTerminal ? `${clearLine}${line}` : `${line}\n`);
    isShown = isTerminal;
    printed = now();
  };
  return {
    begin: (name, rows) => {
      [part, total, done, began, printed] = [name, rows, 0, now(), now()];
    },
    add: (rows) => {
      done += rows;
      if (now() - printed >= interval) print();
    },
    end: () => {
      if (isShown) stderr.write(clearLine);
      isShown = false;
    },
  };
}

/** For example `Writing: 1,200,000 of 4,800,000 rows (25 %), 96,000 rows/s, 38 s left`. @param seconds since the begin */
function describeProgress(part: string, done: number, total: number, seconds: number): string {
  const rate = done / Math.max(seconds, 0.001);
  const percent = total === 0 ? 100 : Math.min(100, Math.floor((done / total) * 100));
  const left = rate === 0 ? '' : `, ${describeTime(Math.max(0, total - done) / rate)} left`;
  return `${part}: ${count(done)} of ${count(total)} rows (${percent} %), ${count(Math.round(rate))} rows/s${left}`;
}

/** Describes a duration in seconds, such as `2 min 05 s`. */
function describeTime(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3_600)} h ${String(Math.floor((whole % 3_600) / 60)).padStart(2, '0')} min`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
