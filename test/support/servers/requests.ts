import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

type Call = {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Opens a request to acme-corp's host of a server on loopback. The caller ends it. */
export function startRequest(
  port: number,
  path: string,
  { method = 'GET', token, headers }: Call = {},
): ClientRequest {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const host = `acme-corp.localhost:${port}`;
  return request({
    host: '127.0.0.1',
    port,
    method,
    path,
    agent: false,
    headers: { host, ...authorization, ...headers },
  });
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies of every shape
type Received = { readonly status: number; readonly body: any; readonly cookie?: string };

/** Reads the response to a request. */
export async function readResponse(open: ClientRequest): Promise<Received> {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    open.once('response', resolve).once('error', reject),
  );
  const body = await text(response);
  const isJson = response.headers['content-type']?.startsWith('application/json');
  const cookie = response.headers['set-cookie']?.[0]?.split(';')[0];
  return {
    status: response.statusCode ?? 0,
    body: isJson ? JSON.parse(body) : body,
    ...(cookie === undefined ? {} : { cookie }),
  };
}

/** Sends a request to acme-corp's host of a server on loopback. Returns the response. */
export async function ask(port: number, path: string, call: Call = {}) {
  const json = call.body === undefined ? {} : { 'content-type': 'application/json' };
  const open = startRequest(port, path, { ...call, headers: { ...json, ...call.headers } });
  open.end(call.body === undefined ? undefined : JSON.stringify(call.body));
  return readResponse(open);
}

/** Waits until a port on loopback refuses connections. */
export async function untilRefused(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const refused = await Promise.race([
      once(socket, 'connect').then(() => false),
      once(socket, 'error').then(() => true),
    ]).catch(() => true);
    socket.destroy();
    if (refused) return;
  }
}
