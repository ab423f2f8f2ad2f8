/** An event of an exported log, as far as it can be held against the chain. */
export type ExportedEvent = {
  readonly sequence: number;
  readonly hash: string;
  /** What the line says of the event, by the names of the export. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Where it stands in the file, from 1. */
  readonly line: number;
};

/** A file that is no export of the log; the message says what is wrong with it. */
export class UnreadableExport extends Error {
  override readonly name = 'UnreadableExport';
}

/**
 * Reads an exported log, NDJSON or CSV, event by event.
 * @throws UnreadableExport
 */
export async function* readExport(chunks: AsyncIterable<string>): AsyncIterable<ExportedEvent> {
  let first = true;
  let isCsv = false;
  let columns: readonly string[] | null = null;
  for await (const { text, line } of records(chunks)) {
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
  if (first) throw new UnreadableExport('it is empty');
}

function requireColumns(cells: readonly string[]): readonly string[] {
  if (cells.includes('sequence') && cells.includes('hash')) return cells;
  throw new UnreadableExport(
    'line 1 has no columns sequence and hash: only an export that has them can be checked',
  );
}

/** Records with the line on which each begins. A line break within quotes is part of a record (RFC 4180 2). */
async function* records(chunks: AsyncIterable<string>): AsyncIterable<{ text: string; line: number }> {
  let rest = '';
  let line = 1;
  let begins = 1;
  let record = '';
  for await (const chunk of chunks) {
    rest += chunk;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      record += rest.slice(0, end + 1);
      rest = rest.slice(end + 1);
      line += 1;
      if (!record.trimStart().startsWith('{') && isOpen(record)) continue;
      if (record.trim() !== '') yield { text: clean(record, begins), line: begins };
      record = '';
      begins = line;
    }
  }
  record += rest;
  if (record.trim() !== '') yield { text: clean(record, begins), line: begins };
}

function isOpen(record: string): boolean {
  return record.split('"').length % 2 === 0;
}

/** Without its line break, and without the byte-order mark at the beginning of a file. */
function clean(record: string, line: number): string {
  const text = record.replace(/\r?\n$/, '');
  return line === 1 ? text.replace(/^\ufeff/, '') : text;
}

function parseJson(text: string, line: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {}
  throw new UnreadableExport(`line ${line} is not an event in JSON`);
}

/** The cells of a CSV record (RFC 4180 2). */
function parseCells(text: string, line: number): string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gy;
  for (;;) {
    const match = cell.exec(text);
    if (!match) throw new UnreadableExport(`line ${line} is not a record of CSV`);
    const [, quoted, plain = '', end] = match;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') return cells;
  }
}

function event(fields: Record<string, unknown>, line: number): ExportedEvent {
  const sequence = Number(fields.sequence);
  const hash = String(fields.hash ?? '');
  if (!Number.isSafeInteger(sequence) || sequence < 1 || !/^[0-9a-f]{64}$/.test(hash)) {
    throw new UnreadableExport(
      `line ${line} has no sequence and hash: only an export that has them can be checked`,
    );
  }
  return { sequence, hash, fields, line };
}
