import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy to a database that a test can interrupt in every way in which a network fails. */
export class DatabaseProxy {
  readonly #server: Server;
  readonly #target: number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #silent = false;
  #refusing = false;
  /** The proxy falls silent after it forwards this text. */
  #lastForwarded: string | null = null;
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

  /** The number of open connections. */
  get open(): number {
    return this.#pairs.size;
  }

  /** Stops all data in both directions. Open connections stay open, and new ones can open. */
  silence(): void {
    this.#silent = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** Falls silent after it forwards the next client data that contains this text. */
  silenceAfter(text: string): void {
    this.#lastForwarded = text;
  }

  /** Forwards the held data, and everything after it. */
  restore(): void {
    this.#silent = false;
    this.#refusing = false;
    this.#lastForwarded = null;
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
        to.write(data);
        if (from === client && this.#lastForwarded !== null && data.includes(this.#lastForwarded))
          this.silence();
      });
      from.on('error', () => {});
      from.on('close', () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
      if (!this.#silent) from.resume();
    }
  }
}
