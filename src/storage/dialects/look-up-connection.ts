import type { QueryResult } from 'kysely';
import { Client, type ClientConfig, type QueryResultRow } from 'pg';
import { deadline, untilDeadline } from '../deadline.ts';
import { DatabaseUnavailable } from '../errors.ts';
import type { PreparedQuery } from '../prepared-query.ts';
import { abandon, rememberSocket } from './abandon-connection.ts';
import { BatchingSocket } from './batching-socket.ts';
import { connectFailure, giveUp, isLost, statementFailure, watchConnection } from './postgres-failures.ts';
import { connectLimit, endOrClose } from './postgres-pool.ts';
import { detectPooler, isDirect, queryOf, resultOf } from './postgres-session.ts';

/**
 * One connection for the short queries of every request. Queries are pipelined, sent without waiting for
 * earlier responses, and prepared once. In a benchmark with 64 concurrent queries on two cores, this was ten
 * times faster than a pool of twenty connections. Opened when needed, and again after a loss.
 */
export class LookUpConnection {
  readonly #settings: ClientConfig;
  #opening: Promise<Client> | null = null;
  #client: Client | null = null;
  /** All clients that may have a socket. */
  readonly #sockets = new Set<Client>();
  /** A pooler would run each query in any session, where no prepared statement is kept. */
  #behindPooler = false;
  #ended = false;

  /** @param settings in pg's pipeline mode */
  constructor(settings: ClientConfig) {
    this.#settings = settings;
  }

  /**
   * Returns the rows, or null if the query must use the pool because a pooler is in front of the database.
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
    await endOrClose(Promise.all(clients.map((client) => client.end())), clients);
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
      () => new DatabaseUnavailable('timed out connecting to the database'),
    );
  }

  /** Queries behind a late one are late too; a new connection serves the next ones. */
  #late(client: Client): Error {
    if (!isLost(client)) {
      giveUp(client);
      abandon(this.#settings, client);
    }
    return new DatabaseUnavailable('the database did not respond in time');
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
      await detectPooler(client, by);
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
