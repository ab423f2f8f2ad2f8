import { Client, type ClientConfig, Pool, type PoolClient, type QueryConfig, type QueryResultRow } from 'pg';
import { untilDeadline } from '../deadline.ts';
import { DatabaseUnavailable } from '../errors.ts';
import { abandon, closeNow, rememberSocket } from './abandon-connection.ts';
import { connectFailure, giveUp, isLost, statementFailure, watchConnection } from './postgres-failures.ts';
import { detectPooler, isDirect } from './postgres-session.ts';

/**
 * Time limit in milliseconds for connecting. Longer than a request waits: a connection that is too late for
 * one request serves the next.
 */
export const connectLimit = 3_000;
/** Milliseconds in which connections can close cleanly before they are cut. */
const endLimit = 500;

/** A pool of pg connections in which every wait has a deadline. It survives the loss of any connection. */
export class PostgresPool {
  readonly #settings: ClientConfig;
  readonly #pool: Pool;
  /** All clients that may have a socket. */
  readonly #clients: Set<Client>;

  /** @param onIdleError called when an idle connection fails; the pool replaces it */
  constructor(settings: ClientConfig, max: number, onIdleError: (error: Error) => void) {
    this.#settings = settings;
    const clients = new Set<Client>();
    this.#clients = clients;
    class TrackedClient extends Client {
      constructor(config?: string | ClientConfig) {
        super(config);
        clients.add(this);
        watchConnection(this);
        rememberSocket(this);
        this.once('end', () => clients.delete(this));
      }
    }
    this.#pool = new Pool({
      ...settings,
      max,
      Client: TrackedClient,
      connectionTimeoutMillis: connectLimit,
      onConnect: (client) => detectPooler(client, performance.now() + connectLimit),
    });
    this.#pool.on('error', onIdleError);
  }

  /**
   * Takes a connection, which must be released.
   * @throws DatabaseUnavailable if there is none by the deadline
   */
  async take(by: number): Promise<PoolClient> {
    const connecting = this.#pool.connect();
    try {
      return await untilDeadline(connecting, by, () => {
        connecting.then(
          (client) => client.release(),
          () => {},
        );
        return new DatabaseUnavailable('timed out connecting to the database');
      });
    } catch (error) {
      throw connectFailure(error);
    }
  }

  /**
   * Waits for the response to a statement. A connection that does not respond by the deadline is given up and
   * its statement is cancelled, if the server is reachable, so that it holds no locks or resources.
   * @param named whether the statement was sent by its prepared name
   * @throws DatabaseUnavailable; the server's error about the statement
   */
  async answer<T>(client: PoolClient, sent: Promise<T>, by: number, named: boolean): Promise<T> {
    try {
      return await untilDeadline(sent, by, () => {
        giveUp(client);
        if (isDirect(client)) abandon(this.#settings, client);
        else closeNow(client);
        return new DatabaseUnavailable('the database did not respond in time');
      });
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

  /** Returns a connection to the pool; a lost one is not reused. */
  release(client: PoolClient, broken = false): void {
    client.release(broken || isLost(client));
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
