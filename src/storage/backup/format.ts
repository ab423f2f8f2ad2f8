import { hash } from 'node:crypto';
import { type Static, type TSchema, Type } from 'typebox';
import { Value as Schema } from 'typebox/value';

/**
 * A backup is one gzip file of lines of JSON: the head, then for each table a line with its name and a line for each row,
 * and at last the end, which has the number of rows and the digest of each table, and a checksum of all that. It is written
 * and read as a stream (docs/data.md).
 */
export const formatVersion = 1;

const Text = Type.String();
const Count = Type.Integer({ minimum: 0 });
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });

const Column = Type.Object({
  name: Text,
  type: Type.Union([Type.Literal('text'), Type.Literal('integer'), Type.Literal('bytes')]),
});

const BackupHead = Type.Object({
  format: Type.Literal('spedy-backup'),
  formatVersion: Type.Integer({ minimum: 1 }),
  /** The version of the program that wrote it. */
  program: Text,
  /** `SQLite` or `PostgreSQL`: where the data was. */
  engine: Text,
  /** When the snapshot was taken (RFC 3339). */
  createdAt: Text,
  /** The migrations of the database. */
  schema: Type.Array(Text),
  tables: Type.Array(Type.Object({ name: Text, columns: Type.Array(Column), rows: Count })),
});
export type BackupHead = Static<typeof BackupHead>;

const TableStart = Type.Object({ table: Text });
const Row = Type.Array(Type.Union([Type.String(), Type.Integer(), Type.Null()]));
export type Row = Static<typeof Row>;

const BackupEnd = Type.Object({
  end: Type.Literal(true),
  tables: Type.Array(Type.Object({ name: Text, rows: Count, digest: Hash })),
  checksum: Hash,
});
export type BackupEnd = Static<typeof BackupEnd>;

/** The file is no complete backup. The message is one line for the operator. */
export class DamagedBackup extends Error {
  override readonly name = 'DamagedBackup';
}

export const readHead = reader(BackupHead, 'it does not begin like a backup of Spedy');
export const readStart = reader(TableStart, 'a table does not begin with its name');
export const readEnd = reader(BackupEnd, 'its end is missing');

/** Parses a row and checks the number of its values. Their types are checked by the database. */
export function readRow(line: string, columns: number): Row {
  const row = parsed(line);
  if (!Array.isArray(row) || row.length !== columns) throw new DamagedBackup('a row is damaged');
  for (const value of row)
    if (typeof value !== 'string' && value !== null && !Number.isSafeInteger(value))
      throw new DamagedBackup('a row has a value that no table has');
  return row;
}

/** The checksum of a backup: it covers the head, and by the digests of the tables all rows. */
export function checksumOf(head: string, tables: BackupEnd['tables']): string {
  return hash('sha256', `${head}\n${JSON.stringify(tables)}`);
}

function reader<S extends TSchema>(schema: S, problem: string) {
  return (line: string): Static<S> => {
    const value = parsed(line);
    if (!Schema.Check(schema, value)) throw new DamagedBackup(problem);
    return value;
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new DamagedBackup('a line is damaged');
  }
}
