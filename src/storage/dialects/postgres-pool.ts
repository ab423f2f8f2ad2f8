import { Client, type ClientConfig, Pool, type PoolClient, type QueryConfig, type QueryResultRow } from 'pg';
import { untilDeadline } from '../deadline.ts';
import { DatabaseUnavailable } from '../errors.ts';
import { FairQueue, type FairQueueOptions, type Leave } from '../load/fair-queue.ts';
import { abandon, closeNow, rememberSocket } from './abandon-connection.ts';
import { connectFailure, giveUp, isLost, statementFailure, watchConnection } from './postgres-failures.ts';
import { connectLimit, type Reach } from './postgres-reach.ts';
import { greetServer, isDirect } from './postgres-session.ts';

/** Milliseconds in which connections can close cleanly before they are cut. */
const endLimit = 500;

/** Milliseconds that a statement has after its wait for a connection. */
const reserve = 400;
/** The part of a pool's connections that one organization uses at most, so that others find one. */
const partPerTenant = 0.75;

export type PoolOptions = Pick<FairQueueOptions, 'name' | 'waiting' | 'waitingPerTenant'> & {
  /** How many connections it has at most. */
  readonly size: number;
};

/**
 * A pool of pg connections in which every wait has a deadline, and organizations take turns. It survives the loss of
 * any connection.
 */
export class PostgresPool {
  readonly #settings: ClientConfig;
  readonly #reach: Reach;
  /** Before pg's own queue, which is first come, first served. */
  readonly #queue: FairQueue;
  /** Ends the turn of each connection in use. */
  readonly #leaves = new WeakMap<PoolClient, Leave>();
  readonly #pool: Pool;
  /** All clients that may have a socket. */
  readonly #clients: Set<Client>;

  /**
   * @param reach shared by all connections to the same database
   * @param onIdleError called when an idle connection fails; the pool replaces it
   */
  constructor(
    settings: ClientConfig,
    reach: Reach,
    { size, ...queue }: PoolOptions,
    onIdleError: (error: Error) => void,
  ) {
    this.#settings = settings;
    this.#reach = reach;
    const slotsPerTenant = Math.max(1, Math.floor(size * partPerTenant));
    this.#queue = new FairQueue({ ...queue, slots: size, slotsPerTenant, reserve });
    const clients = new Set<Client>();
    this.#clients = clients;
    class TrackedClient extends Client {
      constructor(config?: string | ClientConfig) {
        super(config);
        clients.add(this);
        watchConnection(this);
        reach.watch(this);
        rememberSocket(this);
        this.once('end', () => clients.delete(this));
      }
    }
    this.#pool = new Pool({
      ...settings,
      max: size,
      Client: TrackedClient,
      connectionTimeoutMillis: connectLimit,
      onConnect: async (client) => {
        if (client instanceof Client) await greetServer(client, reach);
      },
    });
    this.#pool.on('error', onIdleError);
  }

  /**
   * Takes a connection, which must be released.
   * @throws DatabaseUnavailable if there is none by the deadline; Overloaded if too many wait for one
   */
  async take(by: number): Promise<PoolClient> {
    const leave = await this.#queue.enter(by);
    // A connection that is being opened keeps its place, also if this caller gives up.
    const connecting = this.#connect();
    connecting.then((client) => this.#leaves.set(client, leave), leave);
    try {
      return await untilDeadline(connecting, by, () => {
        connecting.then((late) => this.release(late)).catch(() => {});
        return new DatabaseUnavailable('timed out connecting to the database');
      });
    } catch (error) {
      throw connectFailure(error);
    }
  }

  /** Returns a connection of which nothing suggests that it is lost. */
  async #connect(): Promise<PoolClient> {
    for (;;) {
      const client = await this.#pool.connect();
      if (!this.#reach.isSuspect(client)) return client;
      closeNow(client);
      client.release(true);
    }
  }

  /**
   * Waits for the response to a statement. A connection that does not respond by the deadline is given up and
   * its statement is cancelled, if the server is reachable, so that it holds no locks or resources.
   * @param named whether the statement was sent by its prepared name
   * @throws DatabaseUnavailable; the server's error about the statement
   */
  async answer<T>(client: PoolClient, sent: Promise<T>, by: number, named: boolean): Promise<T> {
    const since = performance.now();
    try {
      const answer = await untilDeadline(sent, by, () => {
        this.#reach.silent(since);
        this.abandon(client);
        return new DatabaseUnavailable('the database did not respond in time');
      });
      this.#reach.heard(client);
      return answer;
    } catch (error) {
      throw statementFailure(error, client, named);
    }
  }

  /**
   * Runs one statement on any connection.
   * @throws as `take` and `answer` do
   */
  async run<Row extends QueryResultRow>(query: QueryConfig, by: number): Promise<Row[]> {
    const client = await this.take(by);
    try {
      const { rows } = await this.answer(client, client.query<Row>(query), by, false);
      return rows;
    } finally {
      this.release(client);
    }
  }

  /** Gives up a connection and cancels its statement. */
  abandon(client: PoolClient): void {
    giveUp(client);
    if (isDirect(client)) abandon(this.#settings, client);
    else closeNow(client);
  }

  /** Returns a connection to the pool; a lost one is not reused. */
  release(client: PoolClient, broken = false): void {
    client.release(broken || isLost(client));
    this.#leaves.get(client)?.();
    this.#leaves.delete(client);
  }

  /** Closes all connections, by force if the server does not respond. */
  async end(): Promise<void> {
    await endOrClose(this.#pool.end(), this.#clients);
  }
}

/** Lets connections close cleanly for a moment, then cuts them. */
export async function endOrClose(ended: Promise<unknown>, clients: Iterable<Client>): Promise<void> {
  const force = () => {
    for (const client of clients) closeNow(client);
    return new DatabaseUnavailable('connections were cut');
  };
  await untilDeadline(ended, performance.now() + endLimit, force).catch(() => {});
}
