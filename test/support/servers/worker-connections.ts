import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

type Call = {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
};

export type WorkerAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies of every shape
  readonly body: any;
  /** The process that answered: the part of a request ID that is its own. */
  readonly worker: string;
};

/** A connection that stays open, and so leads to the same worker. */
export class Connection {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(port: number) {
    this.#port = port;
  }

  async send(path: string, call: Call = {}): Promise<WorkerAnswer> {
    const sent = this.#start(path, call);
    const json = call.body === undefined ? undefined : JSON.stringify(call.body);
    sent.end(call.form ? new URLSearchParams(call.form).toString() : json);
    return read(sent);
  }

  /** Sends the head of a request, and returns a function that sends its body. */
  async sendSlowly(path: string, call: Call): Promise<() => Promise<WorkerAnswer>> {
    const body = JSON.stringify(call.body);
    const headers = { 'content-length': String(body.length), expect: '100-continue' };
    const sent = this.#start(path, { ...call, headers });
    sent.flushHeaders();
    await Promise.race([
      once(sent, 'continue'),
      once(sent, 'response').then(([{ statusCode }]) => {
        throw new Error(`${path} answered ${statusCode} before its body was sent`);
      }),
    ]);
    return () => {
      sent.end(body);
      return read(sent);
    };
  }

  #start(path: string, { method = 'GET', token, body, form, headers }: Call): ClientRequest {
    return request({
      host: '127.0.0.1',
      port: this.#port,
      method,
      path,
      agent: this.#agent,
      headers: {
        host: 'acme-corp.localhost:3000',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...headers,
      },
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

async function read(sent: ClientRequest): Promise<WorkerAnswer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    sent.once('response', resolve).once('error', reject),
  );
  const received = await text(response);
  const isJson = response.headers['content-type']?.startsWith('application/json') === true;
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: isJson && received !== '' ? JSON.parse(received) : received,
    worker: String(response.headers['x-request-id']).slice(0, 20),
  };
}

/** Attempts to reach every worker. The kernel chooses one by the client's port, so half of them suffice for two. */
const mostConnections = 200;

/** Opens connections until each of `count` workers has one. Returns them by worker. */
export async function connectToEach(port: number, count: number): Promise<Map<string, Connection>> {
  const connections = new Map<string, Connection>();
  for (let opened = 0; connections.size < count; opened += 1) {
    if (opened === mostConnections) throw new Error(`only ${connections.size} of ${count} workers answer`);
    const connection = new Connection(port);
    const { worker } = await connection.send('/healthz');
    if (connections.has(worker)) connection.close();
    else connections.set(worker, connection);
  }
  return connections;
}
