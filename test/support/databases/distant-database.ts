import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** How far away the database is, in milliseconds. */
export type Distance = {
  /** One way. */
  readonly delay: number;
  /** Each piece of data takes up to this much longer. Data stays in order. */
  readonly jitter: number;
};

type Pair = readonly [client: Socket, database: Socket];

/** A TCP proxy to a database as far away as another region: it delays data, counts it, and can cut all connections. */
export class DistantDatabase {
  readonly #server: Server;
  readonly #target: number;
  readonly #distance: Distance;
  readonly #pairs = new Set<Pair>();
  /** Bytes to and from the database so far, without those of TCP itself. */
  readonly bytes = { sent: 0, received: 0 };

  private constructor(target: number, distance: Distance) {
    this.#target = target;
    this.#distance = distance;
    this.#server = createServer((client) => this.#forward(client));
  }

  /** @param target the database's port on loopback */
  static async at(target: number, distance: Distance): Promise<DistantDatabase> {
    const distant = new DistantDatabase(target, distance);
    distant.#server.listen(0, '127.0.0.1');
    await once(distant.#server, 'listening');
    return distant;
  }

  /** Returns the URL of the same database, seen from afar. */
  from(url: string): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || !address) throw new Error('not listening');
    return url.replace(`:${this.#target}/`, `:${address.port}/`);
  }

  /** Closes every connection. What is on its way is lost; new connections work. Returns how many there were. */
  cut(): number {
    const { size } = this.#pairs;
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    return size;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #forward(client: Socket): void {
    const database = connect(this.#target, '127.0.0.1');
    const pair: Pair = [client, database];
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay();
      socket.on('error', () => {});
      socket.on('close', () => {
        for (const end of pair) end.destroy();
        this.#pairs.delete(pair);
      });
    }
    // Opening a connection takes a round trip.
    const openAt = performance.now() + 2 * this.#distance.delay;
    this.#delay(client, database, openAt, (count) => {
      this.bytes.sent += count;
    });
    this.#delay(database, client, 0, (count) => {
      this.bytes.received += count;
    });
  }

  #delay(from: Socket, to: Socket, openAt: number, count: (bytes: number) => void): void {
    const { delay, jitter } = this.#distance;
    const onTheWay: { readonly data: Buffer; readonly at: number }[] = [];
    const deliver = () => {
      for (let next = onTheWay[0]; next; next = onTheWay[0]) {
        const wait = next.at - performance.now();
        if (wait > 0) return void setTimeout(deliver, wait);
        onTheWay.shift();
        if (to.writable) to.write(next.data);
      }
    };
    let last = openAt + delay;
    from.on('data', (data) => {
      count(data.length);
      last = Math.max(last, performance.now() + delay + Math.random() * jitter);
      // One timer at a time: timers with different delays may fire in another order.
      if (onTheWay.push({ data, at: last }) === 1) deliver();
    });
  }
}
