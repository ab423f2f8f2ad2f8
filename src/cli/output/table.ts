import stringWidth from 'fast-string-truncated-width';
import type { Terminal } from '../terminal.ts';
import { bold } from './style.ts';

/** Characters between two columns, and of a column that is cut. */
const gap = '  ';
const narrowest = 12;
const ellipsis = '…';

/**
 * Prints rows: on a terminal as a table with headings that fits its width, in a pipe as lines with tabs between the
 * cells and no headings, for `cut` and `awk`.
 * @param flexible the index of the column that is cut if the terminal is too narrow
 */
export function printTable(
  terminal: Terminal,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  flexible: number,
): void {
  const clean = rows.map((row) => row.map(withoutControls));
  const { stdout } = terminal;
  if (!stdout.isTTY) {
    for (const row of clean) stdout.write(`${row.join('\t')}\n`);
    return;
  }
  const widths = headings.map((heading, index) =>
    Math.max(widthOf(heading), ...clean.map((row) => widthOf(row[index] ?? ''))),
  );
  const total = widths.reduce((sum, width) => sum + width + gap.length, -gap.length);
  const excess = total - (stdout.columns ?? Number.POSITIVE_INFINITY);
  const limits = widths.map((width, index) =>
    index === flexible && excess > 0 ? Math.max(narrowest, width - excess) : width,
  );
  const lineOf = (cells: readonly string[]) =>
    cells
      .map((cell, index) => fitted(cell, limits[index] ?? 0))
      .join(gap)
      .trimEnd();
  stdout.write(`${bold(terminal, lineOf(headings))}\n`);
  for (const row of clean) stdout.write(`${lineOf(row)}\n`);
}

function widthOf(text: string): number {
  return stringWidth(text).width;
}

/** Cuts or fills a cell, by the columns that its characters take on a terminal. */
function fitted(text: string, width: number): string {
  const {
    index,
    truncated,
    ellipsed,
    width: taken,
  } = stringWidth(text, { limit: width, ellipsis, ellipsisWidth: 1 });
  const shown = truncated ? `${text.slice(0, index)}${ellipsed ? ellipsis : ''}` : text;
  return shown + ' '.repeat(Math.max(0, width - (truncated ? widthOf(shown) : taken)));
}

/** What others wrote must neither control the terminal nor end a line or a cell. */
export function withoutControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').replaceAll(/[\u202a-\u202e\u2066-\u2069]/gu, '');
}

/** A text of several lines that others wrote, which must not control the terminal. */
export function asText(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => withoutControls(line.replaceAll('\t', '    ')))
    .join('\n')
    .trimEnd();
}
