import type { QueryResult } from 'kysely';
import { Client, type ClientConfig, type QueryResultRow } from 'pg';
import { deadline, untilDeadline } from '../deadline.ts';
import { DatabaseUnavailable } from '../errors.ts';
import { FairQueue } from '../load/fair-queue.ts';
import type { PreparedQuery } from '../prepared-query.ts';
import { abandon, closeNow, rememberSocket } from './abandon-connection.ts';
import { BatchingSocket } from './batching-socket.ts';
import { connectFailure, giveUp, isLost, statementFailure, watchConnection } from './postgres-failures.ts';
import { endOrClose } from './postgres-pool.ts';
import type { Reach } from './postgres-reach.ts';
import { greetServer, isDirect, queryOf, resultOf } from './postgres-session.ts';

/**
 * Queries that are sent before earlier ones are answered, and how many of them one organization has. More are not
 * faster, and all of them fail when one is late.
 */
const slots = 128;
const slotsPerTenant = 96;
/** Queries of one organization and of all that wait: a fraction of a second's. */
const waitingPerTenant = 1_000;
const waiting = 4_000;

/**
 * One connection for the short queries of every request. Queries are pipelined, sent without waiting for
 * earlier responses, and prepared once. In a benchmark with 64 concurrent queries on two cores, this was ten
 * times faster than a pool of twenty connections. Opened when needed, and again after a loss.
 */
export class LookUpConnection {
  readonly #settings: ClientConfig;
  readonly #reach: Reach;
  #opening: Promise<Client> | null = null;
  #client: Client | null = null;
  /** All clients that may have a socket. */
  readonly #sockets = new Set<Client>();
  /** A pooler would run each query in any session, where no prepared statement is kept. */
  #behindPooler = false;
  readonly #queue = new FairQueue({ name: 'look-ups', slots, slotsPerTenant, waitingPerTenant, waiting });
  #ended = false;

  /**
   * @param settings in pg's pipeline mode
   * @param reach shared by all connections to the same database
   */
  constructor(settings: ClientConfig, reach: Reach) {
    this.#settings = settings;
    this.#reach = reach;
  }

  /**
   * Returns the rows, or null if the query must use the pool because a pooler is in front of the database.
   * @throws DatabaseUnavailable; the server's error about the statement; Overloaded
   */
  async run<Row extends QueryResultRow>(query: PreparedQuery): Promise<QueryResult<Row> | null> {
    if (this.#behindPooler) return null;
    const by = deadline();
    const entered = this.#queue.enter(by);
    const leave = entered instanceof Promise ? await entered : entered;
    try {
      return await this.#send(query, by);
    } finally {
      leave();
    }
  }

  async end(): Promise<void> {
    this.#ended = true;
    const clients = [...this.#sockets];
    await endOrClose(Promise.all(clients.map((client) => client.end())), clients);
  }

  async #send<Row extends QueryResultRow>(
    query: PreparedQuery,
    by: number,
  ): Promise<QueryResult<Row> | null> {
    const client = this.#usable() ?? (await this.#connected(by));
    if (!isDirect(client)) return null;
    const since = performance.now();
    const sent = client.query<Row>(queryOf(query, true));
    try {
      const result = await untilDeadline(sent, by, () => this.#late(client, since));
      this.#reach.heard(client);
      return resultOf(result);
    } catch (error) {
      throw statementFailure(error, client, true);
    }
  }

  #usable(): Client | null {
    const client = this.#client;
    if (client && !isLost(client) && this.#reach.isSuspect(client)) {
      giveUp(client);
      closeNow(client);
    }
    if (client && isLost(client)) this.#client = null;
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
  #late(client: Client, since: number): Error {
    this.#reach.silent(since);
    if (!isLost(client)) {
      giveUp(client);
      abandon(this.#settings, client);
    }
    return new DatabaseUnavailable('the database did not respond in time');
  }

  async #open(): Promise<Client> {
    const client = new Client({
      ...this.#settings,
      stream: () => new BatchingSocket(),
    });
    this.#sockets.add(client);
    watchConnection(client);
    this.#reach.watch(client);
    rememberSocket(client);
    client.on('end', () => this.#sockets.delete(client));
    try {
      await client.connect();
      // Its plans are kept: one from when a table was almost empty would read all of it when it is large.
      await greetServer(client, this.#reach, 'set enable_seqscan = off');
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
