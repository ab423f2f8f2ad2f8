import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  sql,
} from 'kysely';
import { StorageError } from '../errors.ts';
import type { ColumnTypes } from './column-types.ts';

export const sqliteTypes: ColumnTypes = {
  bytes: sql`blob`,
  sequence: sql`integer primary key autoincrement`,
  position: sql`integer generated always as (id) virtual`,
};

/** How long a statement waits for another process's write lock, in milliseconds. */
const busyTimeout = 5_000;
/** Compiled statements kept; the program's own queries are a few hundred at most. */
const statementCacheSize = 500;

/**
 * Opens or creates a SQLite database file. A missing folder is made when its own parent exists: a wrong mount point
 * must not quietly become an empty database.
 * @throws StorageError with one clear line when the file or its folder cannot be used
 */
export function openSqlite(path: string): SqliteDialect {
  prepareFolder(path);
  try {
    const database = new DatabaseSync(path, { timeout: busyTimeout, enableForeignKeyConstraints: true });
    database.exec('pragma journal_mode = wal; pragma synchronous = full;');
    return new ImmediateSqliteDialect({ database: new CachingDatabase(database) });
  } catch (error) {
    throw describeOpenFailure(path, error);
  }
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

/** node:sqlite in the form that Kysely's dialect takes, with each statement compiled once. */
class CachingDatabase implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<typeof adaptStatement>>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(text: string): ReturnType<typeof adaptStatement> {
    const known = this.#statements.get(text);
    if (known) return known;
    const statement = adaptStatement(this.#database.prepare(text));
    if (this.#statements.size >= statementCacheSize) this.#statements.clear();
    this.#statements.set(text, statement);
    return statement;
  }

  close(): void {
    this.#database.close();
  }
}

function adaptStatement(statement: StatementSync) {
  type Parameters = Parameters_[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...(parameters as Parameters)),
    run: (parameters: readonly unknown[]) => statement.run(...(parameters as Parameters)),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...(parameters as Parameters)),
  };
}
type Parameters_ = null | number | bigint | string | Uint8Array;

/**
 * Kysely's SQLite dialect, but a transaction takes the write lock at its start: one that reads first and writes later
 * would fail, without waiting, when another process wrote in between.
 */
class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: { database: SqliteDatabase };

  constructor(config: { database: SqliteDatabase }) {
    super(config);
    this.#config = config;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver(this.#config);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalDdlAdapter();
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** SQLite's schema changes are transactional; with `begin immediate` that is also the migration lock. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
