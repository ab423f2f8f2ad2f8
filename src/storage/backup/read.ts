import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { describeFileFailure } from './file.ts';
import {
  type BackupEnd,
  type BackupHead,
  DamagedBackup,
  type Row,
  readEnd,
  readHead,
  readRow,
  readStart,
} from './format.ts';

/** A part of a backup, in the order of the file. */
export type BackupPart =
  | { readonly head: BackupHead; readonly line: string }
  /** Some rows of one table, and as they are in the file. */
  | { readonly table: number; readonly rows: readonly Row[]; readonly lines: readonly string[] }
  | { readonly end: BackupEnd };

const chunkSize = 262_144;
/** Characters of a line at most. The longest text of a ticket, and a logo, are far shorter. */
const longestLine = 33_554_432;

/**
 * Reads a backup as a stream. Memory does not depend on its size.
 * @param hash gets the bytes of the file
 * @throws DamagedBackup; FileFailure
 */
export async function* readBackup(path: string, hash?: Hash): AsyncGenerator<BackupPart> {
  let head: BackupHead | undefined;
  /** The table that is read, and how many of its rows are left; null before its first line. */
  let table = 0;
  let left: number | null = null;
  let isEnded = false;
  for await (const lines of linesOf(path, hash)) {
    let index = 0;
    while (index < lines.length) {
      const line = lines[index] ?? '';
      if (isEnded) throw new DamagedBackup('something follows its end');
      if (head === undefined) {
        head = readHead(line);
        yield { head, line };
        index += 1;
      } else if (table === head.tables.length) {
        yield { end: readEnd(line) };
        isEnded = true;
        index += 1;
      } else if (left === null) {
        if (readStart(line).table !== head.tables[table]?.name) throw new DamagedBackup('a table is missing');
        left = head.tables[table]?.rows ?? 0;
        index += 1;
      } else {
        const some: string[] = lines.slice(index, index + left);
        const width = head.tables[table]?.columns.length ?? 0;
        if (some.length > 0) yield { table, rows: some.map((row) => readRow(row, width)), lines: some };
        left -= some.length;
        index += some.length;
      }
      if (left === 0) {
        table += 1;
        left = null;
      }
    }
  }
  if (!isEnded) throw new DamagedBackup('its end is missing');
}

/** Yields the lines that each chunk completes. */
async function* linesOf(path: string, hash: Hash = createHash('sha256')): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    for await (const chunk of unzipped(path, hash)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > longestLine) throw new DamagedBackup('a line is too long');
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    throw describe(error, path);
  }
  if (rest !== '') throw new DamagedBackup('its end is missing');
}

async function* unzipped(path: string, hash: Hash): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: chunkSize });
  const gunzip = createGunzip({ chunkSize });
  file.on('data', (chunk) => hash.update(chunk));
  file.on('error', (error) => gunzip.destroy(error));
  file.pipe(gunzip);
  try {
    yield* gunzip;
  } finally {
    file.destroy();
  }
}

function describe(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR') return new DamagedBackup('its end is missing');
  if (code === 'Z_DATA_ERROR' || code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return new DamagedBackup('its bytes are not those of a backup');
  return describeFileFailure(error, path);
}
