import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { Server } from '../../../src/http/server.ts';
import type { Answer } from '../client.ts';

/** Makes a server of this process listen on a free port, for tests that need a real connection. Returns the port. */
export async function listen(server: Server): Promise<number> {
  await server.listen({ host: '127.0.0.1', port: 0 });
  const address = server.server.address();
  if (typeof address !== 'object' || !address) throw new Error('not listening');
  return address.port;
}

/** Sends bytes over a new connection. Returns the response once the server has closed the connection. */
export async function exchange(port: number, text: string): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    received += chunk;
  });
  socket.on('error', () => {});
  socket.write(text, 'latin1');
  await once(socket, 'close');
  return parseAnswer(received);
}

/** Returns an HTTP/1.1 request head that asks the server to close the connection. */
export function head(target: string, headers: readonly string[], method = 'GET'): string {
  return `${[`${method} ${target} HTTP/1.1`, ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`;
}

function parseAnswer(received: string): Answer {
  const end = received.indexOf('\r\n\r\n');
  const [status = '', ...lines] = received.slice(0, end).split('\r\n');
  const pairs = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return toAnswer(Number(status.split(' ')[1]), Object.fromEntries(pairs), received.slice(end + 4));
}

type HttpCall = {
  readonly method?: string;
  readonly path: string;
  readonly host: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** The address to send from; Linux has many loopback addresses. */
  readonly from?: string;
};

/** Sends a request to loopback through node:http. */
export async function fetchFrom(
  port: number,
  { method = 'GET', path, host, headers = {}, body, from: localAddress }: HttpCall,
): Promise<Answer> {
  const target = { host: '127.0.0.1', port, method, path, headers: { host, ...headers } };
  const sent = httpRequest({ ...target, ...(localAddress === undefined ? {} : { localAddress }) });
  sent.end(body);
  const [response] = await once(sent, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  const received: IncomingHttpHeaders = response.headers;
  const flat = Object.entries(received).map(([name, value]) => [name, value?.toString()]);
  return toAnswer(response.statusCode, Object.fromEntries(flat), text);
}

function toAnswer(status: number, headers: Answer['headers'], text: string): Answer {
  const isJson = headers['content-type']?.startsWith('application/json') === true && text !== '';
  return { status, headers, text, body: isJson ? JSON.parse(text) : undefined };
}
