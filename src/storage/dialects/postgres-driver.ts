import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SelectQueryNode,
} from 'kysely';
import { DatabaseError, type PoolClient } from 'pg';
import { deadline } from '../deadline.ts';
import { DatabaseUnavailable, OutcomeUnknown } from '../errors.ts';
import { isPrepared, type PreparedQuery } from '../prepared-query.ts';
import type { LookUpConnection } from './look-up-connection.ts';
import { isLost } from './postgres-failures.ts';
import type { PostgresPool } from './postgres-pool.ts';
import { isDirect, queryOf, resultOf } from './postgres-session.ts';

/** Milliseconds that a rollback has at least. */
const rollbackLimit = 400;

/**
 * Kysely's driver over a pool of pg's, for transactions and for whatever takes a while; short look-ups whose SQL is
 * always the same share one connection beside it.
 */
export class PostgresDriver implements Driver {
  readonly #pool: PostgresPool;
  readonly #lookUps: LookUpConnection;

  constructor(pool: PostgresPool, lookUps: LookUpConnection) {
    this.#pool = pool;
    this.#lookUps = lookUps;
  }

  async init(): Promise<void> {}

  /** No session by itself: outside a transaction, each statement goes to any client. */
  async acquireConnection(): Promise<PostgresConnection> {
    return new PostgresConnection(this.#pool, this.#lookUps);
  }

  beginTransaction(connection: PostgresConnection): Promise<void> {
    return connection.begin();
  }

  commitTransaction(connection: PostgresConnection): Promise<void> {
    return connection.commit();
  }

  rollbackTransaction(connection: PostgresConnection): Promise<void> {
    return connection.rollback();
  }

  async releaseConnection(connection: PostgresConnection): Promise<void> {
    connection.release();
  }

  async destroy(): Promise<void> {
    await Promise.all([this.#pool.end(), this.#lookUps.end()]);
  }
}

/** Behind a pooler nothing can be cancelled safely (PgBouncer 1.18 ends of it): the server bounds each statement itself. */
function boundedBegin(by: number): string {
  return `begin; set local statement_timeout = ${Math.ceil(Math.max(1, by - performance.now()))}`;
}

/** What one transaction, or one statement without one, works with: it takes a client of the pool when it needs one. */
class PostgresConnection implements DatabaseConnection {
  readonly #pool: PostgresPool;
  readonly #lookUps: LookUpConnection;
  /** The client of the open transaction. */
  #client: PoolClient | null = null;
  /** When the open transaction has to be done. */
  #by = 0;
  /** `BEGIN`, and statements that nobody reads the result of: sent, and not known yet to have worked. */
  #unanswered: Promise<unknown>[] = [];
  #broken = false;

  constructor(pool: PostgresPool, lookUps: LookUpConnection) {
    this.#pool = pool;
    this.#lookUps = lookUps;
  }

  async begin(): Promise<void> {
    this.#by = deadline();
    this.#client = await this.#pool.take(this.#by);
    this.#doNotWaitFor(this.#client.query(isDirect(this.#client) ? 'begin' : boundedBegin(this.#by)));
  }

  /**
   * @throws OutcomeUnknown when the connection is lost on the way; Error when PostgreSQL rolled back instead: a
   * statement had failed, and its error was swallowed
   */
  async commit(): Promise<void> {
    const client = this.#opened();
    // Nothing is sent over a connection that is known to be lost: the transaction ended with it.
    if (isLost(client)) throw new DatabaseUnavailable('the connection was lost before the commit');
    const { command } = await this.#afterAll(client.query('commit'), false).catch(unknownOutcome);
    if (command !== 'COMMIT') throw new Error(`PostgreSQL answered COMMIT with ${command}`);
  }

  /** A transaction that cannot be rolled back ends with its connection: what it failed of matters, not that. */
  async rollback(): Promise<void> {
    const client = this.#opened();
    this.#broken = true;
    if (isLost(client)) return;
    const by = Math.max(this.#by, performance.now() + rollbackLimit);
    try {
      await this.#pool.answer(client, client.query('rollback'), by, false);
      this.#broken = false;
    } catch {}
  }

  /** A client whose transaction may be open still goes back to nobody. */
  release(): void {
    if (this.#client) this.#pool.release(this.#client, this.#broken);
    this.#client = null;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#client) return this.#inTransaction<Row>(this.#client, query);
    if (isLookUp(query)) {
      const found = await this.#lookUps.run<Row & object>(query);
      if (found) return found;
    }
    return this.#alone<Row>(query);
  }

  /** @throws Error always: nothing in this house reads a result row by row */
  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('results are read whole');
  }

  async #inTransaction<Row>(client: PoolClient, query: CompiledQuery): Promise<QueryResult<Row>> {
    const named = isDirect(client) && isPrepared(query);
    const sent = client.query<Row & object>(queryOf(query, named));
    if (!isPrepared(query) || !query.unread) return resultOf(await this.#afterAll(sent, named));
    this.#doNotWaitFor(sent);
    return { rows: [] };
  }

  async #alone<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const by = deadline();
    const client = await this.#pool.take(by);
    const named = isDirect(client) && isPrepared(query);
    try {
      const sent = client.query<Row & object>(queryOf(query, named));
      const answered = this.#pool.answer(client, sent, by, named);
      return resultOf(await (isRead(query) ? answered : answered.catch(unknownOutcome)));
    } finally {
      this.#pool.release(client);
    }
  }

  #doNotWaitFor(sent: Promise<unknown>): void {
    // Whoever sends the next statement hears of a failure.
    sent.catch(() => {});
    this.#unanswered.push(sent);
  }

  /** @throws the error of the first statement that failed: all after it say no more than that it did */
  async #afterAll<T>(sent: Promise<T>, named: boolean): Promise<T> {
    const all = Promise.all([sent, ...this.#unanswered]);
    const [result] = await this.#pool.answer(this.#opened(), all, this.#by, named);
    this.#unanswered = [];
    return result;
  }

  #opened(): PoolClient {
    if (!this.#client) throw new Error('no transaction is open');
    return this.#client;
  }
}

/**
 * What is lost while a change is saved may have been saved. What the server itself refuses was not, unless it says so
 * while it stops.
 */
function unknownOutcome(error: unknown): never {
  const refused = error instanceof DatabaseUnavailable && error.cause instanceof DatabaseError;
  const stopping = refused && /^(57P0|08)/.test(error.code ?? '');
  if (!(error instanceof DatabaseUnavailable) || (refused && !stopping)) throw error;
  throw new OutcomeUnknown(error.message, error.cause);
}

function isRead({ query, sql }: CompiledQuery): boolean {
  return SelectQueryNode.is(query) || /^\s*select\b/i.test(sql);
}

function isLookUp(query: CompiledQuery): query is PreparedQuery {
  return isPrepared(query) && SelectQueryNode.is(query.query);
}
