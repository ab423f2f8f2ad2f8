import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SelectQueryNode,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { isPrepared, type PreparedQuery } from '../prepared-query.ts';
import type { LookUpConnection } from './look-up-connection.ts';
import { isDirect, queryOf, resultOf } from './postgres-session.ts';

/**
 * Kysely's driver over a pool of pg's, for transactions and for whatever takes a while; short look-ups whose SQL is
 * always the same share one connection beside it.
 */
export class PostgresDriver implements Driver {
  readonly #pool: Pool;
  readonly #lookUps: LookUpConnection;

  constructor(pool: Pool, lookUps: LookUpConnection) {
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

/** What one transaction, or one statement without one, works with: it takes a client of the pool when it needs one. */
class PostgresConnection implements DatabaseConnection {
  readonly #pool: Pool;
  readonly #lookUps: LookUpConnection;
  /** The client of the open transaction. */
  #client: PoolClient | null = null;
  /** `BEGIN`, and statements that nobody reads the result of: sent, and not known yet to have worked. */
  #unanswered: Promise<unknown>[] = [];
  #broken = false;

  constructor(pool: Pool, lookUps: LookUpConnection) {
    this.#pool = pool;
    this.#lookUps = lookUps;
  }

  async begin(): Promise<void> {
    this.#client = await this.#pool.connect();
    this.#doNotWaitFor(this.#client.query('begin'));
  }

  /** @throws Error when PostgreSQL rolled back instead: a statement had failed, and its error was swallowed */
  async commit(): Promise<void> {
    const { command } = await this.#afterAll(this.#opened().query('commit'));
    if (command !== 'COMMIT') throw new Error(`PostgreSQL answered COMMIT with ${command}`);
  }

  async rollback(): Promise<void> {
    try {
      await this.#opened().query('rollback');
    } catch (error) {
      this.#broken = true;
      throw error;
    }
  }

  /** A client whose transaction may be open still goes back to nobody. */
  release(): void {
    this.#client?.release(this.#broken);
    this.#client = null;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#client) {
      const sent = this.#client.query<Row & object>(queryOf(query, isDirect(this.#client)));
      if (!isPrepared(query) || !query.unread) return resultOf(await this.#afterAll(sent));
      this.#doNotWaitFor(sent);
      return { rows: [] };
    }
    if (isLookUp(query)) {
      const found = await this.#lookUps.run<Row & object>(query);
      if (found) return found;
    }
    const client = await this.#pool.connect();
    try {
      return resultOf(await client.query<Row & object>(queryOf(query, isDirect(client))));
    } finally {
      client.release();
    }
  }

  /** @throws Error always: nothing in this house reads a result row by row */
  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('results are read whole');
  }

  #doNotWaitFor(sent: Promise<unknown>): void {
    // Whoever sends the next statement hears of a failure.
    sent.catch(() => {});
    this.#unanswered.push(sent);
  }

  /** @throws the error of the first statement that failed: all after it say no more than that it did */
  async #afterAll<T>(sent: Promise<T>): Promise<T> {
    const [result] = await Promise.all([sent, ...this.#unanswered]);
    this.#unanswered = [];
    return result;
  }

  #opened(): PoolClient {
    if (!this.#client) throw new Error('no transaction is open');
    return this.#client;
  }
}

function isLookUp(query: CompiledQuery): query is PreparedQuery {
  return isPrepared(query) && SelectQueryNode.is(query.query);
}
