/**
 * What makes a spreadsheet take a cell for a formula where it stands at the beginning, also in full width, and behind
 * blanks that it skips.
 */
const formulaStart = /^[\s\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;
/** What a CSV file begins with, or a spreadsheet reads it in its own machine's encoding (U+FEFF). */
export const byteOrderMark = '\ufeff';

/**
 * One record of a CSV file, with its line break (RFC 4180). A cell that a spreadsheet would run as a formula gets an
 * apostrophe before it: names and details are what members typed.
 */
export function csvRecord(cells: readonly (string | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | null): string {
  const text = cellText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a cell says to whoever reads the file. */
export function cellText(value: string | null): string {
  if (value === null) return '';
  return formulaStart.test(value) ? `'${value}` : value;
}
