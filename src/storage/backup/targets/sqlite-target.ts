import { existsSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { openDatabase } from '../../database.ts';
import { withDeadline } from '../../deadline.ts';
import { isLocked, StorageError } from '../../errors.ts';
import { runSteps } from '../../migrate.ts';
import { FileFailure, giveName, removeOnSignal, syncFile, syncFolder } from '../file.ts';
import type { Row } from '../format.ts';
import { shapeOf, type TableShape } from '../shape.ts';
import { columnList, quoted } from '../snapshot.ts';
import { snapshotOf } from '../sqlite-snapshot.ts';
import { inUse, leftByStart, notEmpty, requireOwnTables, searchFillStep, type Target } from './target.ts';

/** Milliseconds for the migrations of an empty database. */
const createDeadline = 600_000;
/** Kilobytes of pages in memory while rows are inserted. */
const cache = 131_072;

/**
 * Restores into a SQLite file that does not exist, or is empty: everything is written to a temporary file in the same
 * folder, which gets the name at the end.
 * @throws StorageError if the file has data or is in use
 */
export async function openSqliteTarget(path: string): Promise<Target> {
  const existing = await holdEmpty(path);
  const partial = `${resolve(path)}.${process.pid}.restoring`;
  const removeFiles = () => {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${partial}${suffix}`, { force: true });
  };
  const stopping = removeOnSignal(partial);
  // Creates the folder, as a server would, and says what is wrong with it.
  let database: DatabaseSync | undefined;
  const writer = () => {
    database ??= openForWriting(partial);
    return database;
  };
  const statements = new Map<string, StatementSync>();
  let indexes: readonly string[] = [];
  return {
    create: async (steps) => {
      removeFiles();
      await createSchema(partial, steps).catch((error: unknown) => {
        throw describeDisk(error, path);
      });
      indexes = dropIndexes(writer());
    },
    insert: async (table, rows) => {
      const statement = statements.get(table.name) ?? insertInto(writer(), table);
      statements.set(table.name, statement);
      try {
        for (const row of rows) statement.run(...valuesOf(table, row));
      } catch (error) {
        throw describeDisk(error, path);
      }
    },
    get inserted() {
      return snapshotOf(writer());
    },
    finish: async (steps) => {
      try {
        for (const definition of indexes) writer().exec(definition);
        complete(writer(), steps);
      } catch (error) {
        throw describeDisk(error, path);
      }
      writer().exec('commit; pragma journal_mode = wal');
      database?.close();
      database = undefined;
      await syncFile(partial);
      existing?.close();
      for (const suffix of ['-wal', '-shm']) rmSync(`${resolve(path)}${suffix}`, { force: true });
      await (existing ? rename(partial, path) : giveName(partial, path));
      await syncFolder(dirname(resolve(path)));
    },
    close: async () => {
      database?.close();
      existing?.close();
      stopping();
      removeFiles();
    },
  };
}

/** A full disk, and a limit on the size of files, look like a broken one. */
function describeDisk(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !/disk i\/o error|disk is full/i.test(error.message)) return error;
  return new FileFailure(
    `the disk of ${dirname(resolve(path))} is full, allows no file of this size, or fails (${error.message}): make room, or name another place in DATABASE_URL. Nothing was restored`,
    { cause: error },
  );
}

type Held = { readonly close: () => void };

/**
 * Checks that an existing file is an empty database, and keeps other processes out of it.
 * @returns null if there is no file
 */
async function holdEmpty(path: string): Promise<Held | null> {
  const name = resolve(path);
  if (path === ':memory:')
    throw new StorageError('a database in memory ends with the command: name a file in DATABASE_URL');
  if (!existsSync(path)) return null;
  const database = new DatabaseSync(path, { timeout: 0 });
  let isOpen = true;
  const close = () => {
    if (isOpen) database.close();
    isOpen = false;
  };
  try {
    // In this mode, SQLite needs the file for itself, so it fails if anybody has it open.
    database.exec('pragma locking_mode = exclusive; begin immediate; commit; begin exclusive');
    const snapshot = snapshotOf(database);
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
    const steps = await snapshot.steps();
    requireOwnTables(
      name,
      tables.map((table) => String(table.name)),
      steps,
    );
    for (const { name: table } of await shapeOf(steps))
      if (!leftByStart.includes(table) && database.prepare(`select 1 from ${quoted(table)} limit 1`).get())
        throw notEmpty(name, table);
    return { close };
  } catch (error) {
    close();
    throw isLocked(error) ? inUse(name, 'another process') : error;
  }
}

async function createSchema(path: string, steps: readonly string[]): Promise<void> {
  const opened = openDatabase(`sqlite:${path}`, () => {}, { isLong: true });
  try {
    await withDeadline(createDeadline, () =>
      opened.db.transaction().execute((trx) => runSteps(trx, opened, () => {}, steps)),
    );
  } finally {
    await opened.db.destroy();
  }
}

/** Nothing is safe from a crash in this mode, which does not matter before the file has its name. */
function openForWriting(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(
    `pragma journal_mode = delete; pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off;
    pragma cache_size = -${cache}; begin`,
  );
  return database;
}

/** Drops all indexes without a constraint, because building each once from all rows is faster. Returns what creates them. */
function dropIndexes(database: DatabaseSync): string[] {
  const rows = database
    .prepare("select name, sql from sqlite_master where type = 'index' and sql is not null order by rowid")
    .all();
  for (const { name } of rows) database.exec(`drop index ${quoted(String(name))}`);
  return rows.map((row) => String(row.sql));
}

function insertInto(database: DatabaseSync, table: TableShape): StatementSync {
  const values = table.columns.map(() => '?').join(', ');
  return database.prepare(`insert into ${quoted(table.name)} (${columnList(table)}) values (${values})`);
}

function valuesOf({ columns }: TableShape, row: Row): SQLInputValue[] {
  return row.map((value, index) =>
    typeof value === 'string' && columns[index]?.type === 'bytes' ? Buffer.from(value, 'base64') : value,
  );
}

function complete(database: DatabaseSync, steps: readonly string[]): void {
  const [broken] = database.prepare('pragma foreign_key_check').all();
  if (broken) throw new StorageError(`a row of ${broken.table} refers to one that the backup does not have`);
  if (!steps.includes(searchFillStep)) return;
  // Positions in the change feed never go back, whatever was in the file before: no process takes a new one for an old one.
  database
    .prepare("insert or replace into sqlite_sequence (name, seq) values ('changes', ?)")
    .run(Date.now());
  database.exec(`
    insert into search_fills (organization_id, created_at, id, next_ordinal)
      select organization_id, max(created_at) + 1, '', sum(count(*)) over (order by organization_id)
      from tickets group by organization_id;
    delete from sqlite_sequence where name = 'ticket_search';
    insert into sqlite_sequence (name, seq)
      select 'ticket_search', max(next_ordinal) from search_fills having count(*) > 0;
    insert into changes (subject, swept_below) values (null, null);
    update changes set swept_below = position;`);
}
