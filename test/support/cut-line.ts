import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A line to a database that a test can cut in every way in which a network does. */
export class CutLine {
  readonly #server: Server;
  readonly #target: number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #silent = false;
  #refusing = false;
  /** What a client says that is carried over, and after which nothing comes back. */
  #last: string | null = null;
  #port = 0;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer({ pauseOnConnect: true }, (client) => this.#carry(client));
  }

  /** @param target the port on loopback that the line leads to */
  static async to(target: number): Promise<CutLine> {
    const line = new CutLine(target);
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    const address = line.#server.address();
    if (typeof address !== 'object' || !address) throw new Error('not listening');
    line.#port = address.port;
    return line;
  }

  /** The same database, by this line. */
  through(url: string): string {
    return url.replace(`:${this.#target}/`, `:${this.#port}/`);
  }

  /** Connections that are open. */
  get open(): number {
    return this.#pairs.size;
  }

  /** From now on nothing arrives any more, at either end; what is open stays open, and what is new opens. */
  silence(): void {
    this.#silent = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** Carries what a client says next that has these words, and falls silent. */
  silenceAfter(words: string): void {
    this.#last = words;
  }

  /** What was held back arrives, and everything else. */
  heal(): void {
    this.#silent = false;
    this.#refusing = false;
    this.#last = null;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  /** Cuts every connection with a RST, and each new one at once. */
  reset(): void {
    this.#refusing = true;
    for (const [client, database] of this.#pairs) {
      client.resetAndDestroy();
      database.destroy();
    }
  }

  /** Half-open: what is open has no database at its other end any more, and is not told. New connections are whole. */
  strand(): void {
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

  #carry(client: Socket): void {
    if (this.#refusing) return void client.resetAndDestroy();
    const database = connect(this.#target, '127.0.0.1');
    const pair = [client, database] as const;
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [database, client] as const]) {
      from.on('data', (data) => {
        to.write(data);
        if (from === client && this.#last !== null && data.includes(this.#last)) this.silence();
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
