/** What makes a spreadsheet take a cell for a formula, wherever it stands at the beginning. */
const formulaStart = /^[=+\-@\t\r]/;

/**
 * One record of a CSV file, with its line break (RFC 4180). A cell that a spreadsheet would run as a formula gets an
 * apostrophe before it: names and details are what members typed.
 */
export function csvRecord(cells: readonly (string | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | null): string {
  if (value === null) return '';
  const text = formulaStart.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
