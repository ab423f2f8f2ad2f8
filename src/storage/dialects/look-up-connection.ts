import type { QueryResult } from 'kysely';
import type { Client, QueryResultRow } from 'pg';
import type { PreparedQuery } from '../prepared-query.ts';
import { examineSession, isDirect, queryOf, resultOf } from './postgres-session.ts';

/**
 * One connection for the short look-ups of every request: each is sent without waiting for the answers to those before
 * it, and PostgreSQL has planned it once. Measured on two cores, against a pool of twenty, at 64 at once: ten times as
 * many a second. Opened when it is needed, and again when it was lost.
 */
export class LookUpConnection {
  readonly #newClient: () => Client;
  #client: Promise<Client> | null = null;
  /** A pooler would give each look-up any session: no statement is kept there. */
  #behindPooler = false;

  /** @param newClient makes one in pg's pipeline mode, not connected yet */
  constructor(newClient: () => Client) {
    this.#newClient = newClient;
  }

  /** The rows; null when look-ups are to go through the pool, because a pooler stands before the database. */
  async run<Row extends QueryResultRow>(query: PreparedQuery): Promise<QueryResult<Row> | null> {
    if (this.#behindPooler) return null;
    this.#client ??= this.#open();
    const client = await this.#client;
    if (!isDirect(client)) return null;
    return resultOf(await client.query<Row>(queryOf(query, true)));
  }

  async end(): Promise<void> {
    const client = await this.#client?.catch(() => null);
    await client?.end();
  }

  #open(): Promise<Client> {
    const client = this.#newClient();
    const opened = this.#connect(client);
    const forget = () => {
      if (this.#client === opened) this.#client = null;
    };
    // Queries that are under way fail by themselves; the next one opens a new connection.
    client.on('error', forget);
    client.on('end', forget);
    opened.catch(() => {
      forget();
      client.end().catch(() => {});
    });
    return opened;
  }

  async #connect(client: Client): Promise<Client> {
    await client.connect();
    await examineSession(client);
    if (!isDirect(client)) {
      this.#behindPooler = true;
      await client.end();
    }
    return client;
  }
}
