import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { StorageError } from '../errors.ts';
import { TableDigest } from './digest.ts';
import { writeWhole } from './file.ts';
import { type BackupEnd, type BackupHead, checksumOf, formatVersion } from './format.ts';
import type { Meter } from './meter.ts';
import { shapeOf } from './shape.ts';
import type { Snapshot } from './snapshot.ts';

/** A low level: higher ones take several times as long, for a file that is a fifth smaller. */
const compression = { level: 3 };

export type WrittenBackup = {
  readonly head: BackupHead;
  readonly end: BackupEnd;
  readonly bytes: number;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
  /** The current secret key, and whether the file contains it; null if there is none. */
  readonly secretKey: { readonly id: string; readonly stored: boolean } | null;
};

/**
 * Writes a backup of a snapshot: to a temporary name in the same folder, which gets its own name once it is complete and on
 * disk. Memory does not depend on the size of the database.
 * @param now milliseconds since the epoch
 * @throws StorageError for an empty database; FileFailure
 */
export async function writeBackup(
  snapshot: Snapshot,
  path: string,
  { program, now }: { readonly program: string; readonly now: number },
  meter: Meter,
): Promise<WrittenBackup> {
  const head = await headOf(snapshot, program, now);
  const hash = createHash('sha256');
  let bytes = 0;
  let end: BackupEnd | undefined;
  async function* lines() {
    meter.begin(
      'Writing',
      head.tables.reduce((sum, { rows }) => sum + rows, 0),
    );
    end = yield* linesOf(snapshot, head, meter);
  }
  async function* counted(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  await writeWhole(path, (file) =>
    pipeline(Readable.from(lines(), { highWaterMark: 1 }), createGzip(compression), counted, file),
  );
  if (end === undefined) throw new Error('the backup has no end');
  return { head, end, bytes, sha256: hash.digest('hex'), secretKey: await currentKey(snapshot, head) };
}

async function currentKey(snapshot: Snapshot, { tables }: BackupHead): Promise<WrittenBackup['secretKey']> {
  const table = tables.find(({ name }) => name === 'secret_keys');
  if (!table) return null;
  const at = (name: string) => table.columns.findIndex((column) => column.name === name);
  for await (const rows of snapshot.rows(table)) {
    const current = rows.find((row) => row[at('state')] === 'current');
    if (current) return { id: String(current[at('id')]), stored: current[at('generated')] !== null };
  }
  return null;
}

async function headOf(snapshot: Snapshot, program: string, now: number): Promise<BackupHead> {
  const schema = [...(await snapshot.steps())];
  if (schema.length === 0)
    throw new StorageError('the database is empty, so there is nothing to back up: check DATABASE_URL');
  const tables: BackupHead['tables'] = [];
  for (const { name, columns } of await shapeOf(schema))
    tables.push({ name, columns: [...columns], rows: await snapshot.count(name) });
  const createdAt = new Date(now).toISOString();
  return {
    format: 'spedy-backup',
    formatVersion,
    program,
    engine: snapshot.engine,
    createdAt,
    schema,
    tables,
  };
}

async function* linesOf(
  snapshot: Snapshot,
  head: BackupHead,
  meter: Meter,
): AsyncGenerator<string, BackupEnd> {
  const headLine = JSON.stringify(head);
  yield `${headLine}\n`;
  const tables: BackupEnd['tables'] = [];
  for (const table of head.tables) {
    yield `${JSON.stringify({ table: table.name })}\n`;
    const digest = new TableDigest();
    for await (const rows of snapshot.rows(table)) {
      let text = '';
      for (const row of rows) {
        const line = JSON.stringify(row);
        digest.add(line);
        text += `${line}\n`;
      }
      meter.add(rows.length);
      yield text;
    }
    if (digest.rows !== table.rows) throw new Error(`${table.name} changed within the snapshot`);
    tables.push({ name: table.name, rows: digest.rows, digest: digest.hex });
  }
  const end: BackupEnd = { end: true, tables, checksum: checksumOf(headLine, tables) };
  yield `${JSON.stringify(end)}\n`;
  return end;
}
