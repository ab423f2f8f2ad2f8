/**
 * Matches cells that a spreadsheet reads as a formula, also with full-width characters and after whitespace
 * that it skips.
 */
const formulaStart = /^[\s\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;
/** The byte order mark (U+FEFF), without which spreadsheets do not read a CSV file as UTF-8. */
export const byteOrderMark = '\ufeff';

/**
 * Returns one CSV record with its line break (RFC 4180). Adds an apostrophe before a cell that a spreadsheet
 * would run as a formula, because names and details contain user input.
 */
export function csvRecord(cells: readonly (string | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | null): string {
  const text = cellText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Returns the text of a cell. */
export function cellText(value: string | null): string {
  if (value === null) return '';
  return formulaStart.test(value) ? `'${value}` : value;
}
