import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export type Passed = { status: number; headers: Record<string, string>; body: string };
/** A misconfiguration of a proxy. */
export type ProxyFault = {
  /** Responds instead of the server; undefined passes the request on, null never responds. */
  readonly instead?: (request: IncomingMessage) => Partial<Passed> | null | undefined;
  /** Headers that it adds to or replaces in a request. */
  readonly sends?: Readonly<Record<string, string>>;
  /** Changes a response. */
  readonly returns?: (passed: Passed, path: string) => void;
};

/** A reverse proxy on loopback that passes everything on unchanged, except for its misconfiguration. */
export class FaultyProxy {
  fault: ProxyFault = {};
  readonly #server = createServer((asked, answer) => void this.#pass(asked, answer));
  readonly #upstream: number;

  private constructor(upstream: number) {
    this.#upstream = upstream;
  }

  static async start(port: number, upstream: number): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(upstream);
    proxy.#server.listen(port, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { instead, sends = {}, returns } = this.fault;
    const body = await buffer(asked);
    const own = instead?.(asked);
    if (own === null) return;
    const passed = own ? { status: 200, headers: {}, body: '', ...own } : await this.#ask(asked, sends, body);
    if (!own) returns?.(passed, asked.url ?? '');
    answer.writeHead(passed.status, passed.headers).end(passed.body);
  }

  async #ask({ method, url: path, headers }: IncomingMessage, sends: object, body: Buffer): Promise<Passed> {
    const sent = request({
      host: '127.0.0.1',
      port: this.#upstream,
      method,
      path,
      agent: false,
      headers: { ...headers, ...sends },
    });
    sent.end(body);
    const [received] = (await once(sent, 'response')) as [IncomingMessage];
    const kept = Object.entries(received.headers).filter(
      ([name]) => !['content-length', 'transfer-encoding', 'connection', 'keep-alive'].includes(name),
    );
    return {
      status: received.statusCode ?? 0,
      headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
      body: (await buffer(received)).toString(),
    };
  }
}
