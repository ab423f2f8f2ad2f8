/** An event of an exported log, with the fields to compare with the chain. */
export type ExportedEvent = {
  readonly sequence: number;
  readonly hash: string;
  /** The event's fields, by their names in the export. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Line number in the file, from 1. */
  readonly line: number;
};

/** A file that is not an export of the log. The message says why. */
export class UnreadableExport extends Error {
  override readonly name = 'UnreadableExport';
}

/**
 * Reads an exported log (NDJSON or CSV), one event at a time.
 * @throws UnreadableExport
 */
export async function* readExport(chunks: AsyncIterable<string>): AsyncIterable<ExportedEvent> {
  let first = true;
  let isCsv = false;
  let columns: readonly string[] | null = null;
  for await (const { text, line } of readRecords(chunks)) {
    if (first) {
      isCsv = !text.startsWith('{');
      first = false;
    }
    if (!isCsv) {
      yield event(parseJson(text, line), line);
      continue;
    }
    const cells = parseCells(text, line);
    if (columns)
      yield event(Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ''])), line);
    columns ??= requireColumns(cells);
  }
  if (first) throw new UnreadableExport('the file is empty');
}

function requireColumns(cells: readonly string[]): readonly string[] {
  if (cells.includes('sequence') && cells.includes('hash')) return cells;
  throw new UnreadableExport('line 1 has no columns sequence and hash, which are needed to check the export');
}

/**
 * Yields records with the number of their first line. A line break within quotes is part of a record (RFC
 * 4180 2).
 */
async function* readRecords(chunks: AsyncIterable<string>): AsyncIterable<{ text: string; line: number }> {
  let rest = '';
  let line = 1;
  let firstLine = 1;
  let record = '';
  for await (const chunk of chunks) {
    rest += chunk;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      record += rest.slice(0, end + 1);
      rest = rest.slice(end + 1);
      line += 1;
      if (!record.trimStart().startsWith('{') && hasOpenQuote(record)) continue;
      if (record.trim() !== '') yield { text: stripLineEnd(record, firstLine), line: firstLine };
      record = '';
      firstLine = line;
    }
  }
  record += rest;
  if (record.trim() !== '') yield { text: stripLineEnd(record, firstLine), line: firstLine };
}

function hasOpenQuote(record: string): boolean {
  return record.split('"').length % 2 === 0;
}

/** Removes the line break, and the byte order mark at the beginning of the file. */
function stripLineEnd(record: string, line: number): string {
  const text = record.replace(/\r?\n$/, '');
  return line === 1 ? text.replace(/^\ufeff/, '') : text;
}

function parseJson(text: string, line: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {}
  throw new UnreadableExport(`line ${line} is not a JSON event`);
}

/** Parses the cells of a CSV record (RFC 4180 2). */
function parseCells(text: string, line: number): string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gy;
  for (;;) {
    const match = cell.exec(text);
    if (!match) throw new UnreadableExport(`line ${line} is not a CSV record`);
    const [, quoted, plain = '', end] = match;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') return cells;
  }
}

function event(fields: Record<string, unknown>, line: number): ExportedEvent {
  const sequence = Number(fields.sequence);
  const hash = String(fields.hash ?? '');
  if (!Number.isSafeInteger(sequence) || sequence < 1 || !/^[0-9a-f]{64}$/.test(hash)) {
    throw new UnreadableExport(`line ${line} has no sequence and hash, which are needed to check the export`);
  }
  return { sequence, hash, fields, line };
}
