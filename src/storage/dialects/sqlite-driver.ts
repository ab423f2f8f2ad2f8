import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { LRUCache } from 'lru-cache';
import { deadline } from '../deadline.ts';
import { isLocked, sqliteFailure } from '../errors.ts';
import { currentWork, ownWork, requireWanted } from '../load/work.ts';
import { isCompiledList, isPrepared } from '../prepared-query.ts';
import { type Batch, GroupCommit } from './group-commit.ts';
import { isRead } from './queries/is-read.ts';
import { isUnobserved, observeQuery, observeTransaction } from './queries/observed-query.ts';
import { RowObjects } from './queries/row-objects.ts';
import type { LogCopier } from './sqlite-log/log-copier.ts';
import { hasLoop } from './sqlite-readers/has-loop.ts';
import { objectsOf } from './sqlite-readers/messages.ts';
import { readerThreads } from './sqlite-readers/reader-threads.ts';

/** Maximum number of cached statements; the program has a few hundred. */
const statementCacheSize = 500;
/** Milliseconds between two attempts to read a locked file. */
const lockedPause = 5;

/** A star that is not that of `count(*)`. */
const hasAllColumns = /(?<!\()\*/;

type Prepared = {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
  /** Null if the columns of its rows change when another process migrates the database. */
  readonly objects: RowObjects | null;
};
type Parameter = null | number | bigint | string | Uint8Array;

/**
 * Kysely's driver over two connections of node:sqlite: one writes, in transactions that commit in groups; the
 * other reads committed data without waiting. Reads that can take long run on reader threads.
 */
export class SqliteDriver implements Driver {
  readonly #writer: CachingDatabase;
  readonly #reader: CachingDatabase;
  readonly #commits: GroupCommit;
  readonly #log: LogCopier | null;
  readonly #file: string;
  #destroyed: Promise<void> | null = null;

  /** @param reader the same as the writer for an in-memory database, which has only one connection */
  constructor(
    file: string,
    writer: DatabaseSync,
    reader: DatabaseSync,
    { isAlone = false, log = null }: { isAlone?: boolean; log?: LogCopier | null } = {},
  ) {
    this.#file = file;
    this.#log = log;
    this.#writer = new CachingDatabase(writer);
    this.#reader = reader === writer ? this.#writer : new CachingDatabase(reader);
    this.#commits = new GroupCommit(writer, isAlone, log);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    return this.connection();
  }

  /** Returns a connection at once: there is no limit on their number, and they need no release. */
  connection(): SqliteConnection {
    return new SqliteConnection(this.#file, this.#writer, this.#reader, this.#commits);
  }

  beginTransaction(connection: SqliteConnection): Promise<void> {
    return observeTransaction('sqlite', 'begin', () => connection.begin());
  }

  commitTransaction(connection: SqliteConnection): Promise<void> {
    return observeTransaction('sqlite', 'commit', () => connection.commit());
  }

  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    connection.rollback();
  }

  async releaseConnection(): Promise<void> {}

  /** The writer closes last: SQLite then removes its write-ahead log. */
  destroy(): Promise<void> {
    this.#destroyed ??= this.#destroy();
    return this.#destroyed;
  }

  async #destroy(): Promise<void> {
    await readerThreads.close(this.#file);
    await this.#log?.close();
    this.#commits.close();
    if (this.#reader !== this.#writer) this.#reader.close();
    this.#writer.close();
  }
}

/** The connection of one transaction or one single statement. */
class SqliteConnection implements DatabaseConnection {
  readonly #file: string;
  readonly #writer: CachingDatabase;
  readonly #reader: CachingDatabase;
  readonly #commits: GroupCommit;
  /** The batch of this connection's open transaction. */
  #batch: Batch | null = null;

  constructor(file: string, writer: CachingDatabase, reader: CachingDatabase, commits: GroupCommit) {
    this.#file = file;
    this.#writer = writer;
    this.#reader = reader;
    this.#commits = commits;
  }

  async begin(): Promise<void> {
    requireWanted();
    this.#batch = await this.#commits.begin(deadline()).catch(fail);
  }

  async commit(): Promise<void> {
    const batch = this.#batch;
    if (!batch) throw new Error('no transaction is open');
    currentWork().keep?.();
    try {
      this.#commits.release(batch);
      this.#batch = null;
      await batch.ended;
    } catch (error) {
      fail(error);
    }
  }

  rollback(): void {
    if (this.#batch) this.#commits.rollback(this.#batch);
    this.#batch = null;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (isUnobserved()) return this.#execute(query);
    return observeQuery('sqlite', query, () => this.#execute(query));
  }

  async #execute<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#batch) return this.#write(query);
    if (isRead(query)) {
      requireWanted();
      const isLong = this.#isLong(query);
      try {
        // Without another promise: most requests that query anything do this.
        if (!isLong) return this.#reader.run<Row>(query);
      } catch (error) {
        if (!isLocked(error)) fail(error);
      }
      return this.#read(query, isLong);
    }
    await this.begin();
    try {
      const result = this.#write<Row>(query);
      await this.commit();
      return result;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  /** @throws Error always: results are never streamed */
  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming is not supported');
  }

  /**
   * Reads do not wait, unless another process locks the whole file; that wait must not block this process.
   */
  async #read<Row>(query: CompiledQuery, isLong: boolean): Promise<QueryResult<Row>> {
    for (let by = 0; ; await setTimeoutAsync(lockedPause)) {
      try {
        if (isLong) return await readerThreads.run<Row>(this.#file, query);
        return this.#reader.run<Row>(query);
      } catch (error) {
        by ||= deadline();
        if (!isLocked(error) || performance.now() >= by) return fail(error);
      }
    }
  }

  /**
   * Whether a read runs on a reader thread. On this one run queries of every request that read few rows, reads of one row,
   * and those of the server itself, which works in slices.
   */
  #isLong(query: CompiledQuery): boolean {
    if (currentWork() === ownWork || this.#reader === this.#writer) return false;
    if (isPrepared(query)) return false;
    return isCompiledList(query) ? !query.isShort : this.#reader.hasLoop(query.sql);
  }

  #write<Row>(query: CompiledQuery): QueryResult<Row> {
    if (!this.#batch) throw new Error('no transaction is open');
    try {
      return this.#commits.run(this.#batch, () => this.#writer.run<Row>(query));
    } catch (error) {
      return fail(error);
    }
  }
}

/** @throws DatabaseUnavailable for errors that are not the statement's fault; otherwise the error itself */
function fail(error: unknown): never {
  throw sqliteFailure(error);
}

/** A connection of node:sqlite that compiles each statement once. */
class CachingDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new LRUCache<string, Prepared>({ max: statementCacheSize });
  readonly #loops = new LRUCache<string, boolean>({ max: statementCacheSize });

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  run<Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> {
    const { statement, returnsRows, objects } = this.#prepare(sql);
    const values = parameters as readonly Parameter[];
    if (returnsRows) {
      const rows = arraysOf(statement, values);
      if (objects) return { rows: objects.of(rows) };
      // SQLite compiles it again when it runs, so the names are known only then.
      return { rows: objectsOf<Row>({ columns: namesOf(statement), rows }) };
    }
    const { changes, lastInsertRowid } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  /** See hasLoop. */
  hasLoop(sql: string): boolean {
    const known = this.#loops.get(sql);
    if (known !== undefined) return known;
    const found = hasLoop(this.#database, sql);
    this.#loops.set(sql, found);
    return found;
  }

  close(): void {
    this.#database.close();
  }

  #prepare(text: string): Prepared {
    const known = this.#statements.get(text);
    if (known) return known;
    const statement = this.#database.prepare(text);
    statement.setReturnArrays(true);
    const columns = namesOf(statement);
    const prepared = {
      statement,
      returnsRows: columns.length > 0,
      objects: hasAllColumns.test(text) ? null : new RowObjects(columns),
    };
    this.#statements.set(text, prepared);
    return prepared;
  }
}

function namesOf(statement: StatementSync): string[] {
  return statement.columns().map(({ name }) => name);
}

/** Returns the rows of a statement that returns arrays, which its type does not know. */
function arraysOf(statement: StatementSync, values: readonly Parameter[]): readonly (readonly unknown[])[] {
  const rows: readonly unknown[] = statement.all(...values);
  return rows as readonly (readonly unknown[])[];
}
