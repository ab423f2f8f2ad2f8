import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqliteAdapter, SqliteDialect, sql } from 'kysely';
import { isLocked, StorageError } from '../errors.ts';
import type { ColumnTypes } from './column-types.ts';
import { SqliteDriver } from './sqlite-driver.ts';

export const sqliteTypes: ColumnTypes = {
  bytes: sql`blob`,
  sequence: sql`integer primary key autoincrement`,
  position: sql`integer generated always as (id) virtual`,
};

/** How long opening waits for a lock, in milliseconds; later waits do not stop the process, see sqlite-driver.ts. */
const busyTimeout = 5_000;
/** Milliseconds before a locked file is tried again. */
const lockedPause = 10;
/** What nobody notifies: to wait for it is the one way to pause without giving up the thread. */
const neverNotified = new Int32Array(new SharedArrayBuffer(4));

/**
 * Opens or creates a SQLite database file. A missing folder is made when its own parent exists: a wrong mount point
 * must not quietly become an empty database. What is made belongs to its owner alone.
 * @throws StorageError with one clear line when the file or its folder cannot be used
 */
export function openSqlite(path: string, mayCreate = true): SqliteDialect {
  if (path !== ':memory:' && !mayCreate) requireFile(path);
  prepareFolder(path);
  try {
    if (path !== ':memory:') createPrivately(path);
    const options = { timeout: busyTimeout, enableForeignKeyConstraints: true };
    const writer = new DatabaseSync(path, options);
    beginWriteAheadLog(writer);
    // What is deleted or replaced, such as a secret key, is to be gone from the file too, not only from the tables.
    writer.exec(
      'pragma secure_delete = fast; pragma synchronous = full; pragma busy_timeout = 0; pragma temp_store = memory; pragma wal_autocheckpoint = 4000;',
    );
    const reader = path === ':memory:' ? writer : new DatabaseSync(path, options);
    if (reader !== writer) reader.exec('pragma query_only = on; pragma busy_timeout = 0;');
    return new TwoConnectionsDialect(new SqliteDriver(writer, reader));
  } catch (error) {
    throw describeOpenFailure(path, error);
  }
}

/**
 * Where two processes do this with a new file at the same moment, SQLite tells one at once that the file is locked,
 * whatever its timeout: each has read what the other wants to change. The one told has to begin again.
 */
function beginWriteAheadLog(database: DatabaseSync): void {
  for (const deadline = performance.now() + busyTimeout; ; ) {
    try {
      database.exec('pragma journal_mode = wal');
      return;
    } catch (error) {
      if (!isLocked(error) || performance.now() > deadline) throw error;
      Atomics.wait(neverNotified, 0, 0, lockedPause);
    }
  }
}

/** SQLite would make the file readable for everybody; it gives the files beside it (-wal, -shm) the mode of this one. */
function createPrivately(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}

function requireFile(path: string): void {
  const file = statSync(path, { throwIfNoEntry: false });
  // To open an empty file would already write to it.
  if (file?.isFile() && file.size === 0)
    throw new StorageError(
      `The file ${resolve(path)} is empty: check DATABASE_URL, or make a database of it with spedy migrate. Nothing was changed.`,
    );
  if (file) return;
  throw new StorageError(
    `There is no database at ${resolve(path)}: check DATABASE_URL, or make one with spedy migrate. Nothing was created.`,
  );
}

function prepareFolder(path: string): void {
  if (path === ':memory:') return;
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch {
      throw new StorageError(
        `The database's folder ${folder} does not exist and cannot be made: create it, or change DATABASE_URL.`,
      );
    }
  }
  if (existsSync(path) && statSync(path).isDirectory()) {
    throw new StorageError(
      `${path} is a folder: DATABASE_URL must name a file, such as sqlite:${path}/spedy.db.`,
    );
  }
  try {
    // The folder too: SQLite keeps its write-ahead log beside the file.
    for (const needed of existsSync(path) ? [path, folder] : [folder])
      accessSync(needed, constants.R_OK | constants.W_OK);
  } catch {
    throw readOnly(path);
  }
}

function readOnly(path: string): StorageError {
  return new StorageError(
    `The database ${path} cannot be written: give this user write permission to the file and its folder.`,
  );
}

function describeOpenFailure(path: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  if (/not a database|malformed|corrupt/i.test(message)) {
    return new StorageError(
      `${path} is not a SQLite database, or is damaged. Nothing was changed: restore it from a backup, or change DATABASE_URL.`,
      { cause: error },
    );
  }
  if (/readonly|read-only/i.test(message)) return readOnly(path);
  return new StorageError(`The database ${path} cannot be opened: ${message}.`, { cause: error });
}

/** Kysely's SQLite dialect with the driver of this house. */
class TwoConnectionsDialect extends SqliteDialect {
  readonly #driver: SqliteDriver;

  constructor(driver: SqliteDriver) {
    super({ database: () => Promise.reject(new Error('the driver has its own connections')) });
    this.#driver = driver;
  }

  override createDriver(): SqliteDriver {
    return this.#driver;
  }

  override createAdapter(): SqliteAdapter {
    return new Adapter();
  }
}

class Adapter extends SqliteAdapter {
  /** SQLite's schema changes are transactional; a transaction takes the write lock, which is the migrations' lock too. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** Transactions wait for each other in the driver; reads need not wait. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}
