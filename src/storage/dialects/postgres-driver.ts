import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SelectQueryNode,
} from 'kysely';
import { DatabaseError, type PoolClient, type QueryConfig } from 'pg';
import { deadline } from '../deadline.ts';
import { DatabaseUnavailable, OutcomeUnknown } from '../errors.ts';
import { currentWork, requireWanted, whileWanted } from '../load/work.ts';
import { isCompiledList, isPrepared, type PreparedQuery } from '../prepared-query.ts';
import type { LookUpConnection } from './look-up-connection.ts';
import { giveUp, isLost, isUnreplicated } from './postgres-failures.ts';
import type { PostgresPool } from './postgres-pool.ts';
import { isDirect, queryOf, resultOf } from './postgres-session.ts';
import { isRead } from './queries/is-read.ts';
import { isUnobserved, observeQuery, observeTransaction } from './queries/observed-query.ts';

/** Minimum time limit of a rollback in milliseconds. */
const rollbackLimit = 400;

/** The connections of one process. */
export type Connections = {
  /** For transactions and single statements: sign-ins, changes, reads of a few rows. */
  readonly main: PostgresPool;
  /** For lists, searches and exports, which can take long. */
  readonly lists: PostgresPool;
  /** For short queries with constant SQL. */
  readonly lookUps: LookUpConnection;
};

/** Kysely's driver over these connections. */
export class PostgresDriver implements Driver {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async init(): Promise<void> {}

  /** Takes no client yet: outside a transaction, each statement may use any client. */
  async acquireConnection(): Promise<PostgresConnection> {
    return new PostgresConnection(this.#connections);
  }

  beginTransaction(connection: PostgresConnection): Promise<void> {
    return observeTransaction('postgresql', 'begin', () => connection.begin());
  }

  commitTransaction(connection: PostgresConnection): Promise<void> {
    return observeTransaction('postgresql', 'commit', () => connection.commit());
  }

  rollbackTransaction(connection: PostgresConnection): Promise<void> {
    return connection.rollback();
  }

  async releaseConnection(connection: PostgresConnection): Promise<void> {
    connection.release();
  }

  async destroy(): Promise<void> {
    await Promise.all(Object.values(this.#connections).map((connections) => connections.end()));
  }
}

/**
 * The commit releases the transaction's locks without waiting for the disk. The flush behind it waits. Only for this
 * transaction, never for the session.
 */
const begin = 'begin; set local synchronous_commit = off';

/**
 * A transaction of its own with the server's settings for commits: it is answered when the log up to its end, and so every
 * change that it could see, is on disk, and on the synchronous standbys if there are any. It must use the connection of the
 * commit: another one could reach another server, or this one after a crash.
 */
const flush: QueryConfig = {
  name: 'spedy_flush',
  text: "select pg_logical_emit_message(true, 'spedy', '')",
};

/**
 * Behind a pooler, each commit waits for the disk itself. Statements cannot be cancelled safely there (PgBouncer 1.18
 * crashes), so the server limits each statement itself.
 */
function boundedBegin(by: number): string {
  return `begin; set local statement_timeout = ${Math.ceil(Math.max(1, by - performance.now()))}`;
}

/**
 * The connection of one transaction or one single statement. Takes a client of a pool when it needs one.
 */
class PostgresConnection implements DatabaseConnection {
  readonly #connections: Connections;
  /** The pool of transactions. */
  readonly #pool: PostgresPool;
  /** The client of the open transaction. */
  #client: PoolClient | null = null;
  /** Deadline of the open transaction. */
  #by = 0;
  /** `BEGIN` and statements with unused results that were sent but not confirmed yet. */
  #unanswered: Promise<unknown>[] = [];
  #broken = false;

  constructor(connections: Connections) {
    this.#connections = connections;
    this.#pool = connections.main;
  }

  /** @throws DatabaseUnavailable; Overloaded */
  async begin(): Promise<void> {
    requireWanted();
    this.#by = deadline();
    this.#client = await this.#pool.take(this.#by);
    this.#sendWithoutWaiting(this.#client.query(isDirect(this.#client) ? begin : boundedBegin(this.#by)));
  }

  /**
   * Resolves when the commit is durable. A transaction without changes also waits, because it may have seen those of a
   * transaction that is not durable yet.
   * @throws OutcomeUnknown if the connection is lost during the commit or the flush, or if the wait for a synchronous
   * standby was canceled; Error if PostgreSQL rolled back because the error of a failed statement was swallowed
   */
  async commit(): Promise<void> {
    const client = this.#openClient();
    // Do not send over a lost connection: the transaction ended with it.
    if (isLost(client)) throw new DatabaseUnavailable('the connection was lost before the commit');
    currentWork().keep?.();
    const committed = client.query('commit');
    const flushed = sendFlush(client);
    const { command } = await this.#afterPending(committed, false).catch(unknownOutcome);
    if (command !== 'COMMIT') throw new Error(`PostgreSQL answered COMMIT with ${command}`);
    if (flushed) await this.#pool.answer(client, flushed, this.#by, true).catch(unknownFlush);
    requireReplicated(client);
  }

  /**
   * A transaction that cannot be rolled back ends with its connection. The original error matters, so this
   * one is ignored. The original error may also follow from a change that is not durable yet, as when something is
   * already gone, so it waits for that change.
   * @throws OutcomeUnknown if the connection is lost during the flush
   */
  async rollback(): Promise<void> {
    const client = this.#openClient();
    this.#broken = true;
    if (isLost(client)) return;
    const by = Math.max(this.#by, performance.now() + rollbackLimit);
    const rolledBack = client.query('rollback');
    const flushed = sendFlush(client);
    try {
      await this.#pool.answer(client, rolledBack, by, false);
    } catch {
      return;
    }
    this.#broken = false;
    if (flushed) await this.#pool.answer(client, flushed, by, true).catch(unknownFlush);
    requireReplicated(client);
  }

  /** A client whose transaction may still be open is not reused. */
  release(): void {
    if (this.#client) this.#pool.release(this.#client, this.#broken);
    this.#client = null;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (isUnobserved()) return this.#execute(query);
    return observeQuery('postgresql', query, () => this.#execute(query));
  }

  async #execute<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#client) return this.#inTransaction<Row>(this.#client, query);
    requireWanted();
    if (isLookUp(query)) {
      const found = await this.#connections.lookUps.run<Row & object>(query);
      if (found) return found;
    }
    return this.#single<Row>(query);
  }

  /** @throws Error always: results are never streamed */
  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming is not supported');
  }

  async #inTransaction<Row>(client: PoolClient, query: CompiledQuery): Promise<QueryResult<Row>> {
    const named = isDirect(client) && isPrepared(query);
    const sent = client.query<Row & object>(queryOf(query, named));
    if (!isPrepared(query) || !query.unread) return resultOf(await this.#afterPending(sent, named));
    this.#sendWithoutWaiting(sent);
    return { rows: [] };
  }

  async #single<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const by = deadline();
    const pool = this.#connections[isList(query) ? 'lists' : 'main'];
    const client = await pool.take(by);
    const named = isDirect(client) && isPrepared(query);
    const reads = isRead(query);
    if (!reads) currentWork().keep?.();
    try {
      const sent = client.query<Row & object>(queryOf(query, named));
      const answered = pool.answer(client, sent, by, named);
      const whileNeeded = () => whileWanted(answered, () => pool.abandon(client));
      const result = await (reads ? whileNeeded() : answered.catch(unknownOutcome));
      requireReplicated(client);
      return resultOf(result);
    } finally {
      pool.release(client);
    }
  }

  #sendWithoutWaiting(sent: Promise<unknown>): void {
    // The next statement reports a failure.
    sent.catch(() => {});
    this.#unanswered.push(sent);
  }

  /** @throws the error of the first failed statement; later ones only report that the transaction failed */
  async #afterPending<T>(sent: Promise<T>, named: boolean): Promise<T> {
    const all = Promise.all([sent, ...this.#unanswered]);
    const [result] = await this.#pool.answer(this.#openClient(), all, this.#by, named);
    this.#unanswered = [];
    return result;
  }

  #openClient(): PoolClient {
    if (!this.#client) throw new Error('no transaction is open');
    return this.#client;
  }
}

/**
 * If the connection is lost while saving a change, the outcome is unknown. If the server rejects the change,
 * it was not saved, unless the server was stopping.
 */
function unknownOutcome(error: unknown): never {
  const refused = error instanceof DatabaseUnavailable && error.cause instanceof DatabaseError;
  const stopping = refused && /^(57P0|08)/.test(error.code ?? '');
  if (!(error instanceof DatabaseUnavailable) || (refused && !stopping)) throw error;
  throw new OutcomeUnknown(error.message, error.cause);
}

/** Null behind a pooler, where each commit waits for the disk itself. */
function sendFlush(client: PoolClient): Promise<unknown> | null {
  if (!isDirect(client)) return null;
  const flushed = client.query(flush);
  // If the statement before it fails, that error matters.
  flushed.catch(() => {});
  return flushed;
}

/** Whatever the error is, a crash may undo the change. */
function unknownFlush(error: unknown): never {
  throw new OutcomeUnknown(error instanceof Error ? error.message : 'the commit was not confirmed', error);
}

/** @throws OutcomeUnknown if the last commit did not wait for its standby; the connection is then not reused */
function requireReplicated(client: PoolClient): void {
  if (!isUnreplicated(client)) return;
  giveUp(client);
  throw new OutcomeUnknown('the wait for a synchronous standby was canceled');
}

function isLookUp(query: CompiledQuery): query is PreparedQuery {
  return isPrepared(query) && SelectQueryNode.is(query.query);
}

/** A query that declares to be a list, or a read for a route that does. */
function isList(query: CompiledQuery): boolean {
  return isCompiledList(query) || (currentWork().isList && isRead(query));
}
