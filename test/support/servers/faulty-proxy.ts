import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export type ProxiedResponse = { status: number; headers: Record<string, string>; body: string };
/** A misconfiguration of a proxy. */
export type ProxyFault = {
  /** Responds instead of the server; undefined passes the request on, null never responds. */
  readonly respond?: (request: IncomingMessage) => Partial<ProxiedResponse> | null | undefined;
  /** Headers that it adds to or replaces in a request. */
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** Changes a response. */
  readonly changeResponse?: (response: ProxiedResponse, path: string) => void;
};

/** A reverse proxy on loopback that passes everything on unchanged, except for its misconfiguration. */
export class FaultyProxy {
  fault: ProxyFault = {};
  readonly #server = createServer((incoming, outgoing) => void this.#pass(incoming, outgoing));
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

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { respond, requestHeaders = {}, changeResponse } = this.fault;
    const body = await buffer(incoming);
    const replacement = respond?.(incoming);
    if (replacement === null) return;
    const response = replacement
      ? { status: 200, headers: {}, body: '', ...replacement }
      : await this.#forward(incoming, requestHeaders, body);
    if (!replacement) changeResponse?.(response, incoming.url ?? '');
    outgoing.writeHead(response.status, response.headers).end(response.body);
  }

  async #forward(
    { method, url: path, headers }: IncomingMessage,
    requestHeaders: object,
    body: Buffer,
  ): Promise<ProxiedResponse> {
    const sent = request({
      host: '127.0.0.1',
      port: this.#upstream,
      method,
      path,
      agent: false,
      headers: { ...headers, ...requestHeaders },
    });
    sent.end(body);
    const [received] = (await once(sent, 'response')) as [IncomingMessage];
    const forwarded = Object.entries(received.headers).filter(
      ([name]) => !['content-length', 'transfer-encoding', 'connection', 'keep-alive'].includes(name),
    );
    return {
      status: received.statusCode ?? 0,
      headers: Object.fromEntries(forwarded.map(([name, value]) => [name, String(value)])),
      body: (await buffer(received)).toString(),
    };
  }
}
