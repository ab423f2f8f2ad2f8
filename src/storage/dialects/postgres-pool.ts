import { Client, type ClientConfig, Pool, type PoolClient, type QueryConfig, type QueryResultRow } from 'pg';
import { untilDeadline } from '../deadline.ts';
import { DatabaseUnavailable } from '../errors.ts';
import { abandon, cut, rememberSocket } from './abandon-connection.ts';
import { connectFailure, giveUp, isLost, statementFailure, watchConnection } from './postgres-failures.ts';
import { examineSession, isDirect } from './postgres-session.ts';

/**
 * Milliseconds to connect in. Longer than a request waits: a connection that comes too late for it serves the next one.
 */
export const connectLimit = 3_000;
/** Milliseconds for connections to end by themselves when the pool does; then they are cut. */
const endLimit = 500;

/** Connections of pg's, none of which is waited for beyond a deadline. It survives the loss of any of them. */
export class PostgresPool {
  readonly #settings: ClientConfig;
  readonly #pool: Pool;
  /** Every client that may have a socket. */
  readonly #clients: Set<Client>;

  /** @param onIdleError told of a connection that failed while nobody used it; the pool replaces it */
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
      onConnect: (client) => examineSession(client, performance.now() + connectLimit),
    });
    this.#pool.on('error', onIdleError);
  }

  /**
   * A connection of one's own, to be released.
   * @throws DatabaseUnavailable where there is none by the deadline
   */
  async take(by: number): Promise<PoolClient> {
    const connecting = this.#pool.connect();
    try {
      return await untilDeadline(connecting, by, () => {
        connecting.then(
          (client) => client.release(),
          () => {},
        );
        return new DatabaseUnavailable('no connection to the database in time');
      });
    } catch (error) {
      throw connectFailure(error);
    }
  }

  /**
   * Waits for the answer to a statement. A connection that does not answer by the deadline is given up: the statement
   * is cancelled, where the server can be reached, so that it holds no lock and no room there.
   * @param named whether the statement was sent by name
   * @throws DatabaseUnavailable; the server's error about the statement
   */
  async answer<T>(client: PoolClient, sent: Promise<T>, by: number, named: boolean): Promise<T> {
    try {
      return await untilDeadline(sent, by, () => {
        giveUp(client);
        if (isDirect(client)) abandon(this.#settings, client);
        else cut(client);
        return new DatabaseUnavailable('the database did not answer in time');
      });
    } catch (error) {
      throw statementFailure(error, client, named);
    }
  }

  /**
   * Runs one statement over any connection.
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

  /** Takes a connection back; one that is lost goes to nobody else. */
  release(client: PoolClient, broken = false): void {
    client.release(broken || isLost(client));
  }

  /** Ends every connection, by force where the server does not take part. */
  async end(): Promise<void> {
    await endOrCut(this.#pool.end(), this.#clients);
  }
}

/** Lets connections end by themselves, for a moment; then cuts them. */
export async function endOrCut(ended: Promise<unknown>, clients: Iterable<Client>): Promise<void> {
  const force = () => {
    for (const client of clients) cut(client);
    return new DatabaseUnavailable('connections were cut');
  };
  await untilDeadline(ended, performance.now() + endLimit, force).catch(() => {});
}
