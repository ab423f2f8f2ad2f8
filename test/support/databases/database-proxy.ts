import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** The length of the message with which PostgreSQL says that it is ready for the next statement. */
const readyLength = 6;

/** A text, and the client's end of the connection on which it counts, once that is known; without `writing`, on each. */
type Watched = { readonly text: string; readonly writing: string | null; client: Socket | null };

/** A TCP proxy to a database that a test can interrupt in every way in which a network fails. */
export class DatabaseProxy {
  readonly #server: Server;
  #target: number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #silent = false;
  #refusing = false;
  /** Connections over which these bytes are sent fall silent. */
  #silencing: Buffer | null = null;
  readonly #silenced = new Set<Socket>();
  /** The proxy falls silent after it forwards this. */
  #lastForwarded: Watched | null = null;
  /** The proxy cuts a connection after it returns this. */
  #lastReturned: Watched | null = null;
  #port = 0;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer({ pauseOnConnect: true }, (client) => this.#forward(client));
  }

  /** @param target the database's port on loopback */
  static async to(target: number): Promise<DatabaseProxy> {
    const proxy = new DatabaseProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    const address = proxy.#server.address();
    if (typeof address !== 'object' || !address) throw new Error('not listening');
    proxy.#port = address.port;
    return proxy;
  }

  /** Returns the URL of the same database through this proxy. */
  through(url: string): string {
    return url.replace(`:${this.#target}/`, `:${this.#port}/`);
  }

  /** Cuts every connection, and leads new ones to another database server on loopback. */
  switchTo(target: number): void {
    this.reset();
    this.#target = target;
    this.#refusing = false;
  }

  /** The number of open connections. */
  get open(): number {
    return this.#pairs.size;
  }

  /** Stops all data in both directions. Open connections stay open, and new ones can open. */
  silence(): void {
    this.#silent = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** Silences each connection over which the client sends these bytes. The others work. */
  silenceEach(bytes: Buffer): void {
    this.#silencing = bytes;
  }

  /** How many connections `silenceEach` has silenced since the last `restore`. */
  get silenced(): number {
    return this.#silenced.size;
  }

  /**
   * Falls silent after it forwards the next client data that contains this text.
   *
   * @param writing only over a connection that sent this before, so that the transactions of background tasks do not count
   */
  silenceAfter(text: string, writing: string | null = null): void {
    this.#lastForwarded = { text, writing, client: null };
  }

  /**
   * Cuts the connection that next receives a server's message with this text, after this message and the one behind it.
   * Other connections work.
   *
   * @param writing only a connection that sent this before, so that the transactions of background tasks do not count
   */
  cutAfterAnswer(text: string, writing: string | null = null): void {
    this.#lastReturned = { text, writing, client: null };
  }

  /** Forwards the held data, and everything after it. */
  restore(): void {
    this.#silent = false;
    this.#refusing = false;
    this.#lastForwarded = null;
    this.#lastReturned = null;
    this.#silencing = null;
    this.#silenced.clear();
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  /** Resets every connection with a RST, and each new one immediately. */
  reset(): void {
    this.#refusing = true;
    for (const [client, database] of this.#pairs) {
      client.resetAndDestroy();
      database.destroy();
    }
  }

  /** Leaves open connections half-open: the database's end closes unnoticed. New connections work. */
  leaveHalfOpen(): void {
    for (const [client, database] of this.#pairs) {
      database.removeAllListeners('close');
      client.removeAllListeners('data').on('data', () => {});
      database.destroy();
    }
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #forward(client: Socket): void {
    if (this.#refusing) return void client.resetAndDestroy();
    const database = connect(this.#target, '127.0.0.1');
    const pair = [client, database] as const;
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [database, client] as const]) {
      from.on('data', (data) => {
        if (from === client) {
          find(this.#lastForwarded, client, data);
          find(this.#lastReturned, client, data);
        } else if (this.#cut(client, database, data)) return;
        if (from === client && this.#silencing !== null && data.includes(this.#silencing))
          this.#silenced.add(client);
        if (this.#silenced.has(client)) return;
        to.write(data);
        if (from === client && positionOf(this.#lastForwarded, client, data) !== -1) this.silence();
      });
      from.on('error', () => {});
      from.on('close', () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
      if (!this.#silent) from.resume();
    }
  }

  /** Whether the connection was cut after the expected answer. */
  #cut(client: Socket, database: Socket, data: Buffer): boolean {
    const at = positionOf(this.#lastReturned, client, data);
    if (at === -1) return false;
    const end = at + Buffer.byteLength(this.#lastReturned?.text ?? '') + readyLength;
    this.#lastReturned = null;
    client.end(data.subarray(0, end));
    database.destroy();
    return true;
  }
}

function find(watched: Watched | null, client: Socket, data: Buffer): void {
  if (watched?.writing && !watched.client && data.includes(watched.writing)) watched.client = client;
}

function positionOf(watched: Watched | null, client: Socket, data: Buffer): number {
  if (!watched || (watched.writing && watched.client !== client)) return -1;
  return data.indexOf(watched.text);
}
