import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { env } from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { isMainThread } from 'node:worker_threads';
import { type KyselyProps, SqliteAdapter, SqliteDialect, sql } from 'kysely';
import { requireReadable } from '../database-name.ts';
import { isLocked, StorageError } from '../errors.ts';
import type { ColumnTypes } from './column-types.ts';
import { DirectExecutor } from './queries/direct-executor.ts';
import { SqliteCompiler } from './queries/sqlite-compiler.ts';
import { SqliteDriver } from './sqlite-driver.ts';
import { copiesSafely, LogCopier } from './sqlite-log/log-copier.ts';

export const sqliteTypes: ColumnTypes = {
  bytes: sql`blob`,
  sequence: sql`integer primary key autoincrement`,
  position: sql`integer generated always as (id) virtual`,
};

/**
 * Time limit in milliseconds for a lock while opening. Later waits do not block the process, see
 * sqlite-driver.ts.
 */
const busyTimeout = 5_000;
/**
 * For a writer without LogCopier: after 16 MB, a commit copies the write-ahead log into the database. After a long read,
 * such as a backup, the log shrinks to 32 MB again instead of staying at gigabytes.
 */
const copyInCommits = 'pragma wal_autocheckpoint = 4000; pragma journal_size_limit = 33554432;';
/** Kilobytes of pages that a long transaction keeps in memory: it changes many, again and again. */
const longCache = 65_536;
/** Milliseconds between two attempts at a locked file. */
const lockedPause = 10;
/** Never notified: Atomics.wait on it pauses the thread. */
const neverNotified = new Int32Array(new SharedArrayBuffer(4));

/**
 * Opens or creates a SQLite database file. Creates a missing folder only if its parent exists, so that a
 * wrong mount point does not silently become an empty database. New files are accessible to their owner only.
 * @param isLong whether its transactions change much of the database
 * @throws StorageError if the file or its folder is not usable
 */
export function openSqlite(path: string, { mayCreate = true, isLong = false } = {}): KyselyProps {
  if (path !== ':memory:' && !mayCreate) requireFile(path);
  prepareFolder(path);
  keepTemporaryFilesBeside(path);
  try {
    if (path !== ':memory:') createPrivateFile(path);
    const options = { timeout: busyTimeout, enableForeignKeyConstraints: true };
    const writer = new DatabaseSync(path, options);
    enableWriteAheadLog(writer);
    // Deleted data, such as a secret key, must also be removed from the file.
    writer.exec(
      'pragma secure_delete = fast; pragma synchronous = full; pragma busy_timeout = 0; pragma temp_store = memory;',
    );
    // What sorts a whole table for an index goes to the disk, not into memory.
    if (isLong) writer.exec(`pragma cache_size = -${longCache}; pragma temp_store = file`);
    if (path === ':memory:') return propsOf(new SqliteDriver(path, writer, writer, { isAlone: isLong }));
    const reader = new DatabaseSync(path, options);
    reader.exec('pragma query_only = on; pragma busy_timeout = 0;');
    const log = isLong || !copiesSafely() ? null : new LogCopier(path, writer);
    writer.exec(log ? 'pragma wal_autocheckpoint = 0' : copyInCommits);
    return propsOf(new SqliteDriver(path, writer, reader, { isAlone: isLong, log }));
  } catch (error) {
    throw describeOpenFailure(path, error);
  }
}

/**
 * SQLite would sort large tables in the system's temporary folder, which can be small, in memory, or read-only. The folder
 * of the database has room for a database. SQLite reads the variable once, when it opens its first file.
 */
function keepTemporaryFilesBeside(path: string): void {
  if (path !== ':memory:' && isMainThread) env.SQLITE_TMPDIR ??= dirname(resolve(path));
}

/**
 * If two processes do this with a new file at the same time, SQLite immediately reports a lock to one of
 * them, regardless of its timeout. That one has to retry.
 */
function enableWriteAheadLog(database: DatabaseSync): void {
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

/**
 * SQLite would create a file that everyone can read. It gives the -wal and -shm files the mode of this file. An existing file
 * is not opened: closing it would end the locks of this process's other connections to it.
 */
function createPrivateFile(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}

function requireFile(path: string): void {
  requireReadable(path);
  const file = statSync(path, { throwIfNoEntry: false });
  // Opening an empty file would already write to it.
  if (file?.isFile() && file.size === 0)
    throw new StorageError(
      `The file ${resolve(path)} is empty. Check DATABASE_URL, or create the database with spedy admin migrate. Nothing was changed.`,
    );
  if (file) return;
  throw new StorageError(
    `There is no database at ${resolve(path)}. Check DATABASE_URL, or create one with spedy admin migrate. Nothing was created.`,
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
        `The database's folder ${folder} does not exist and cannot be created. Create it, or change DATABASE_URL.`,
      );
    }
  }
  if (existsSync(path) && statSync(path).isDirectory()) {
    throw new StorageError(
      `${path} is a folder. DATABASE_URL must name a file, such as sqlite:${path}/spedy.db.`,
    );
  }
  try {
    // The folder too, because SQLite writes its write-ahead log next to the file.
    for (const needed of existsSync(path) ? [path, folder] : [folder])
      accessSync(needed, constants.R_OK | constants.W_OK);
  } catch {
    throw notWritable(path);
  }
}

function notWritable(path: string): StorageError {
  return new StorageError(
    `Cannot write to the database ${path}. Give this user write permission to the file and its folder.`,
  );
}

function describeOpenFailure(path: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  if (/not a database|malformed|corrupt/i.test(message)) {
    return new StorageError(
      `${path} is not a SQLite database, or is damaged. Nothing was changed. Restore it from a backup, or change DATABASE_URL.`,
      { cause: error },
    );
  }
  if (/readonly|read-only/i.test(message)) return notWritable(path);
  return new StorageError(`Cannot open the database ${path}: ${message}.`, { cause: error });
}

function propsOf(driver: SqliteDriver): KyselyProps {
  const dialect = new TwoConnectionsDialect(driver);
  const compiler = dialect.createQueryCompiler();
  return new DirectExecutor({ compiler, adapter: dialect.createAdapter(), dialect, driver }).props;
}

/** Kysely's SQLite dialect with SqliteDriver. */
class TwoConnectionsDialect extends SqliteDialect {
  readonly #driver: SqliteDriver;

  constructor(driver: SqliteDriver) {
    super({ database: () => Promise.reject(new Error('the driver has its own connections')) });
    this.#driver = driver;
  }

  override createDriver(): SqliteDriver {
    return this.#driver;
  }

  override createQueryCompiler(): SqliteCompiler {
    return new SqliteCompiler();
  }

  override createAdapter(): SqliteAdapter {
    return new Adapter();
  }
}

class Adapter extends SqliteAdapter {
  /**
   * SQLite's schema changes are transactional. The write lock of a transaction is also the migration lock.
   */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** Transactions wait for each other in the driver; reads do not wait. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}
