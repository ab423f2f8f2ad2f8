import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { LRUCache } from 'lru-cache';
import { deadline } from '../deadline.ts';
import { isLocked, sqliteFailure } from '../errors.ts';
import { type Batch, GroupCommit } from './group-commit.ts';
import { isRead } from './is-read.ts';

/** Maximum number of cached statements; the program has a few hundred. */
const statementCacheSize = 500;
/** Milliseconds between two attempts to read a locked file. */
const lockedPause = 5;

type Prepared = { readonly statement: StatementSync; readonly hasRows: boolean };
type Parameter = null | number | bigint | string | Uint8Array;

/**
 * Kysely's driver over two connections of node:sqlite: one writes, in transactions that commit in groups; the
 * other reads committed data without waiting.
 */
export class SqliteDriver implements Driver {
  readonly #writer: CachingDatabase;
  readonly #reader: CachingDatabase;
  readonly #commits: GroupCommit;

  /** @param reader the same as the writer for an in-memory database, which has only one connection */
  constructor(writer: DatabaseSync, reader: DatabaseSync) {
    this.#writer = new CachingDatabase(writer);
    this.#reader = reader === writer ? this.#writer : new CachingDatabase(reader);
    this.#commits = new GroupCommit(writer);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    return new SqliteConnection(this.#writer, this.#reader, this.#commits);
  }

  beginTransaction(connection: SqliteConnection): Promise<void> {
    return connection.begin();
  }

  commitTransaction(connection: SqliteConnection): Promise<void> {
    return connection.commit();
  }

  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    connection.rollback();
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#commits.close();
    this.#writer.close();
    if (this.#reader !== this.#writer) this.#reader.close();
  }
}

/** The connection of one transaction or one single statement. */
class SqliteConnection implements DatabaseConnection {
  readonly #writer: CachingDatabase;
  readonly #reader: CachingDatabase;
  readonly #commits: GroupCommit;
  /** The batch of this connection's open transaction. */
  #batch: Batch | null = null;

  constructor(writer: CachingDatabase, reader: CachingDatabase, commits: GroupCommit) {
    this.#writer = writer;
    this.#reader = reader;
    this.#commits = commits;
  }

  async begin(): Promise<void> {
    this.#batch = await this.#commits.begin(deadline()).catch(fail);
  }

  async commit(): Promise<void> {
    const batch = this.#batch;
    if (!batch) throw new Error('no transaction is open');
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

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#batch) return this.#write(query);
    if (isRead(query)) return this.#read(query);
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
  async #read<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    for (let by = 0; ; await setTimeoutAsync(lockedPause)) {
      try {
        return this.#reader.run<Row>(query);
      } catch (error) {
        by ||= deadline();
        if (!isLocked(error) || performance.now() >= by) return fail(error);
      }
    }
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

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  run<Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> {
    const { statement, hasRows } = this.#prepare(sql);
    const values = parameters as readonly Parameter[];
    if (hasRows) return { rows: statement.all(...values) as Row[] };
    const { changes, lastInsertRowid } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  close(): void {
    this.#database.close();
  }

  #prepare(text: string): Prepared {
    const known = this.#statements.get(text);
    if (known) return known;
    const statement = this.#database.prepare(text);
    const prepared = { statement, hasRows: statement.columns().length > 0 };
    this.#statements.set(text, prepared);
    return prepared;
  }
}
