import { closeSync, openSync, readSync, statSync } from 'node:fs';
import startSqlite, {
  type Database,
  type PreparedStatement,
  type Sqlite3Static,
} from '@sqlite.org/sqlite-wasm';
import type { CompiledQuery } from 'kysely';
import { sqlitePath } from '../../../src/storage/database-name.ts';
import type { WorkCounter } from './work-counter.ts';

/** Steps that SQLite may take for each row of a limited count: their number is bounded like that of the rows. */
const stepsPerCountedRow = 20;

/**
 * Copies a database into memory and counts the steps of SQLite's virtual machine there, which node:sqlite does not report.
 * The copy is of the same version of SQLite, so it has the same plans.
 */
export async function sqliteSteps(url: string): Promise<WorkCounter> {
  const sqlite = await startSqlite();
  if (sqlite.capi.sqlite3_libversion() !== process.versions.sqlite)
    throw new Error('@sqlite.org/sqlite-wasm is not of the same version as node:sqlite');
  const database = load(sqlite, sqlitePath(url));
  return {
    count: async (before, counted) => {
      database.exec('pragma foreign_keys = on; begin');
      try {
        for (const query of before) run(sqlite, database, query);
        return counted.map((query) => run(sqlite, database, query));
      } finally {
        database.exec('rollback');
      }
    },
    close: async () => database.close(),
  };
}

function load({ capi, oo1, wasm }: Sqlite3Static, path: string): Database {
  const { size } = statSync(path);
  const address = wasm.alloc(size);
  const file = openSync(path, 'r');
  const bytes = wasm.heap8u().subarray(address, address + size);
  for (let read = 0; read < size; ) read += readSync(file, bytes, read, size - read, read);
  closeSync(file);
  // Databases in memory have no write-ahead log (https://sqlite.org/c3ref/deserialize.html).
  bytes.fill(1, 18, 20);
  const database = new oo1.DB(':memory:');
  const flags = capi.SQLITE_DESERIALIZE_FREEONCLOSE | capi.SQLITE_DESERIALIZE_RESIZEABLE;
  database.checkRc(capi.sqlite3_deserialize(database, 'main', address, size, size, flags));
  return database;
}

/** Runs a query. Returns its steps, without those that a limited count may take. */
function run({ capi }: Sqlite3Static, database: Database, { sql, parameters }: CompiledQuery): number {
  const statement = database.prepare(sql);
  try {
    if (parameters.length > 0) statement.bind(parameters as (string | number | null)[]);
    const counted = limitedCountOf(sql, statement);
    let free = 0;
    while (statement.step())
      if (counted.scans > 0)
        free += counted.scans * stepsPerCountedRow * Number(statement.get(counted.column));
    return Math.max(0, capi.sqlite3_stmt_status(statement, capi.SQLITE_STMTSTATUS_VM_STEP, 0) - free);
  } finally {
    statement.finalize();
  }
}

/** Finds the column of a limited count, which is the count of rows of a limited subquery, and how often these are read. */
function limitedCountOf(sql: string, statement: PreparedStatement): { column: number; scans: number } {
  const isCount = /select count\(\*\)[^(]* from \(/.test(sql);
  const scans = isCount ? [...sql.matchAll(/ limit cast\(\? as integer\)\)/g)].length : 0;
  const column = scans > 0 ? statement.getColumnNames().indexOf('counted') : -1;
  return column < 0 ? { column: 0, scans: 0 } : { column, scans };
}
