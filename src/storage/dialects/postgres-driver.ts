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
import { isRead } from './is-read.ts';
import type { LookUpConnection } from './look-up-connection.ts';
import { isLost } from './postgres-failures.ts';
import type { PostgresPool } from './postgres-pool.ts';
import { isDirect, queryOf, resultOf } from './postgres-session.ts';

/** Minimum time limit of a rollback in milliseconds. */
const rollbackLimit = 400;

/**
 * Kysely's driver over pg's pool, for transactions and longer queries. Short queries with constant SQL share
 * one additional connection.
 */
export class PostgresDriver implements Driver {
  readonly #pool: PostgresPool;
  readonly #lookUps: LookUpConnection;

  constructor(pool: PostgresPool, lookUps: LookUpConnection) {
    this.#pool = pool;
    this.#lookUps = lookUps;
  }

  async init(): Promise<void> {}

  /** Takes no client yet: outside a transaction, each statement may use any client. */
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

/**
 * Behind a pooler, statements cannot be cancelled safely (PgBouncer 1.18 crashes), so the server limits each
 * statement itself.
 */
function boundedBegin(by: number): string {
  return `begin; set local statement_timeout = ${Math.ceil(Math.max(1, by - performance.now()))}`;
}

/**
 * The connection of one transaction or one single statement. Takes a client of the pool when it needs one.
 */
class PostgresConnection implements DatabaseConnection {
  readonly #pool: PostgresPool;
  readonly #lookUps: LookUpConnection;
  /** The client of the open transaction. */
  #client: PoolClient | null = null;
  /** Deadline of the open transaction. */
  #by = 0;
  /** `BEGIN` and statements with unused results that were sent but not confirmed yet. */
  #unanswered: Promise<unknown>[] = [];
  #broken = false;

  constructor(pool: PostgresPool, lookUps: LookUpConnection) {
    this.#pool = pool;
    this.#lookUps = lookUps;
  }

  async begin(): Promise<void> {
    this.#by = deadline();
    this.#client = await this.#pool.take(this.#by);
    this.#sendWithoutWaiting(this.#client.query(isDirect(this.#client) ? 'begin' : boundedBegin(this.#by)));
  }

  /**
   * @throws OutcomeUnknown if the connection is lost during the commit; Error if PostgreSQL rolled back
   * because the error of a failed statement was swallowed
   */
  async commit(): Promise<void> {
    const client = this.#openClient();
    // Do not send over a lost connection: the transaction ended with it.
    if (isLost(client)) throw new DatabaseUnavailable('the connection was lost before the commit');
    const { command } = await this.#afterPending(client.query('commit'), false).catch(unknownOutcome);
    if (command !== 'COMMIT') throw new Error(`PostgreSQL answered COMMIT with ${command}`);
  }

  /**
   * A transaction that cannot be rolled back ends with its connection. The original error matters, so this
   * one is ignored.
   */
  async rollback(): Promise<void> {
    const client = this.#openClient();
    this.#broken = true;
    if (isLost(client)) return;
    const by = Math.max(this.#by, performance.now() + rollbackLimit);
    try {
      await this.#pool.answer(client, client.query('rollback'), by, false);
      this.#broken = false;
    } catch {}
  }

  /** A client whose transaction may still be open is not reused. */
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

function isLookUp(query: CompiledQuery): query is PreparedQuery {
  return isPrepared(query) && SelectQueryNode.is(query.query);
}
