import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { requireReadable } from '../database-name.ts';
import { describeStartFailure, StorageError, sqliteFailure } from '../errors.ts';
import type { Row } from './format.ts';
import type { TableShape } from './shape.ts';
import { columnList, quoted, type Snapshot } from './snapshot.ts';

/** Rows at once: few enough that large tickets do not need much memory. */
const batchSize = 500;
/** Milliseconds to wait for a lock while opening. */
const busyTimeout = 5_000;

/**
 * Opens a snapshot of a SQLite file: a read transaction, which in the mode of the write-ahead log sees what was committed
 * when it began, and holds up nobody.
 * @throws StorageError if there is no database
 */
export function openSqliteSnapshot(path: string): Snapshot {
  requireReadable(path);
  if (path === ':memory:' || !existsSync(path))
    throw new StorageError(`There is no database at ${resolve(path)}. Check DATABASE_URL.`);
  const database = new DatabaseSync(path, { timeout: busyTimeout });
  try {
    database.exec('pragma query_only = on; begin');
    return snapshotOf(database);
  } catch (error) {
    database.close();
    throw describeStartFailure(sqliteFailure(error));
  }
}

/** Reads an open database as a snapshot. Whoever closes the snapshot closes the database. */
export function snapshotOf(database: DatabaseSync): Snapshot {
  return {
    engine: 'SQLite',
    steps: async () => stepsOf(database),
    count: async (table) => Number(database.prepare(`select count(*) as n from ${quoted(table)}`).get()?.n),
    rows: (table) => rowsOf(database, table),
    close: async () => database.close(),
  };
}

function stepsOf(database: DatabaseSync): string[] {
  const found = database.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get();
  if (!found) return [];
  const rows = database.prepare('select name from kysely_migration order by name').all();
  return rows.map(({ name }) => String(name));
}

async function* rowsOf(database: DatabaseSync, table: TableShape): AsyncGenerator<Row[]> {
  const statement = database.prepare(`select ${columnList(table)} from ${quoted(table.name)}`);
  statement.setReturnArrays(true);
  let batch: Row[] = [];
  // In this mode, each row is an array, which its type does not say.
  for (const values of statement.iterate() as Iterable<unknown>) {
    if (!Array.isArray(values)) throw new Error('SQLite returned a row that is no array');
    batch.push(values.map((value, index) => portable(value, table, index)));
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function portable(value: unknown, table: TableShape, index: number): Row[number] {
  const column = table.columns[index];
  if (value === null) return null;
  if (column?.type === 'integer' && typeof value === 'number') return value;
  if (column?.type === 'text' && typeof value === 'string') return value;
  if (column?.type === 'bytes' && value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  throw new StorageError(
    `${table.name}.${column?.name} has a value of another type than ${column?.type}: the database is damaged`,
  );
}
