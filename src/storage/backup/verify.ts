import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { TableDigest } from './digest.ts';
import {
  type BackupEnd,
  type BackupHead,
  checksumOf,
  DamagedBackup,
  formatVersion,
  type Row,
} from './format.ts';
import type { Meter } from './meter.ts';
import { readBackup } from './read.ts';
import { allSteps, newerSchema, shapeOf } from './shape.ts';

/** A backup whose checksums are right. */
export type VerifiedBackup = {
  readonly head: BackupHead;
  readonly end: BackupEnd;
  /** The rows of `secret_keys`, as objects: a restore checks that their values can be opened. */
  readonly secretKeys: readonly Readonly<Record<string, Row[number]>>[];
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
};

/**
 * Reads a whole backup and checks its manifest, every row and the checksums.
 * @param sha256 of the file, if it was stored elsewhere: only this detects whoever wrote a backup of their own
 * @throws DamagedBackup; StorageError for one of a newer version; FileFailure
 */
export async function verifyBackup(path: string, meter: Meter, sha256?: string): Promise<VerifiedBackup> {
  const hash = createHash('sha256');
  let head: BackupHead | undefined;
  let headLine = '';
  let end: BackupEnd | undefined;
  const digests: TableDigest[] = [];
  const secretKeys: Record<string, Row[number]>[] = [];
  for await (const part of readBackup(path, hash)) {
    if ('head' in part) {
      head = part.head;
      headLine = part.line;
      await requireKnown(head);
      digests.push(...head.tables.map(() => new TableDigest()));
      meter.begin('Verifying', rowsOf(head));
    } else if ('rows' in part) {
      for (const line of part.lines) digests[part.table]?.add(line);
      const table = head?.tables[part.table];
      if (table?.name === 'secret_keys') for (const row of part.rows) secretKeys.push(named(table, row));
      meter.add(part.rows.length);
    } else {
      end = part.end;
    }
  }
  if (!head || !end) throw new DamagedBackup('its end is missing');
  const tables = head.tables.map(({ name }, index) => ({
    name,
    rows: digests[index]?.rows ?? 0,
    digest: digests[index]?.hex ?? '',
  }));
  requireSame(end, tables, checksumOf(headLine, tables));
  const actual = hash.digest('hex');
  if (sha256 !== undefined && sha256.toLowerCase() !== actual)
    throw new DamagedBackup(`its SHA-256 is ${actual}, not the one that you gave`);
  return { head, end, secretKeys, sha256: actual };
}

/** The number of all rows of a backup. */
export function rowsOf({ tables }: BackupHead): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}

async function requireKnown(head: BackupHead): Promise<void> {
  const unknown = head.schema.filter((name) => !allSteps.includes(name));
  if (unknown.length > 0) throw newerSchema(unknown);
  if (head.formatVersion > formatVersion) throw newerSchema([`backup format ${head.formatVersion}`]);
  const shape = head.tables.map(({ name, columns }) => ({ name, columns }));
  if (!isDeepStrictEqual(shape, await shapeOf(head.schema)))
    throw new DamagedBackup('its tables are not those of its schema');
}

function requireSame(end: BackupEnd, tables: BackupEnd['tables'], checksum: string): void {
  for (const [index, { name, rows, digest }] of tables.entries()) {
    const expected = end.tables[index];
    if (expected?.name !== name || expected.rows !== rows || expected.digest !== digest)
      throw new DamagedBackup(`the rows of ${name} are not those that were written`);
  }
  if (end.tables.length !== tables.length || end.checksum !== checksum)
    throw new DamagedBackup('its checksum is wrong');
}

function named({ columns }: BackupHead['tables'][number], row: Row): Record<string, Row[number]> {
  return Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null]));
}
