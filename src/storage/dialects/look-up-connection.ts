import type { QueryResult } from 'kysely';
import { Client, type ClientConfig, type QueryResultRow } from 'pg';
import { deadline, untilDeadline } from '../deadline.ts';
import { DatabaseUnavailable } from '../errors.ts';
import type { PreparedQuery } from '../prepared-query.ts';
import { abandon, rememberSocket } from './abandon-connection.ts';
import { BatchingSocket } from './batching-socket.ts';
import { connectFailure, giveUp, isLost, statementFailure, watchConnection } from './postgres-failures.ts';
import { connectLimit, endOrCut } from './postgres-pool.ts';
import { examineSession, isDirect, queryOf, resultOf } from './postgres-session.ts';

/**
 * One connection for the short look-ups of every request: each is sent without waiting for the answers to those before
 * it, and PostgreSQL has planned it once. Measured on two cores, against a pool of twenty, at 64 at once: ten times as
 * many a second. Opened when it is needed, and again when it was lost.
 */
export class LookUpConnection {
  readonly #settings: ClientConfig;
  #opening: Promise<Client> | null = null;
  #client: Client | null = null;
  /** Every client that may have a socket. */
  readonly #sockets = new Set<Client>();
  /** A pooler would give each look-up any session: no statement is kept there. */
  #behindPooler = false;
  #ended = false;

  /** @param settings in pg's pipeline mode */
  constructor(settings: ClientConfig) {
    this.#settings = settings;
  }

  /**
   * The rows; null when look-ups are to go through the pool, because a pooler stands before the database.
   * @throws DatabaseUnavailable; the server's error about the statement
   */
  async run<Row extends QueryResultRow>(query: PreparedQuery): Promise<QueryResult<Row> | null> {
    if (this.#behindPooler) return null;
    const by = deadline();
    const client = this.#usable() ?? (await this.#connected(by));
    if (!isDirect(client)) return null;
    try {
      return resultOf(
        await untilDeadline(client.query<Row>(queryOf(query, true)), by, () => this.#late(client)),
      );
    } catch (error) {
      throw statementFailure(error, client, true);
    }
  }

  async end(): Promise<void> {
    this.#ended = true;
    const clients = [...this.#sockets];
    await endOrCut(Promise.all(clients.map((client) => client.end())), clients);
  }

  #usable(): Client | null {
    if (this.#client && isLost(this.#client)) this.#client = null;
    return this.#client;
  }

  async #connected(by: number): Promise<Client> {
    if (this.#ended) throw new DatabaseUnavailable('the database was closed');
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return untilDeadline(
      this.#opening,
      by,
      () => new DatabaseUnavailable('no connection to the database in time'),
    );
  }

  /** The queries behind the one that is late are late as well, or will be: a new connection serves those that come. */
  #late(client: Client): Error {
    if (!isLost(client)) {
      giveUp(client);
      abandon(this.#settings, client);
    }
    return new DatabaseUnavailable('the database did not answer in time');
  }

  async #open(): Promise<Client> {
    const by = performance.now() + connectLimit;
    const client = new Client({
      ...this.#settings,
      connectionTimeoutMillis: connectLimit,
      stream: () => new BatchingSocket(),
    });
    this.#sockets.add(client);
    watchConnection(client);
    rememberSocket(client);
    client.on('end', () => this.#sockets.delete(client));
    try {
      await client.connect();
      await examineSession(client, by);
    } catch (error) {
      client.connection.stream.destroy();
      throw connectFailure(error);
    }
    if (isDirect(client)) this.#client = client;
    else {
      this.#behindPooler = true;
      client.end().catch(() => {});
    }
    return client;
  }
}
