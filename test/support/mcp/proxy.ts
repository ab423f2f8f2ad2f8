import { createServer, type IncomingMessage, request } from 'node:http';
import { listenOnLoopback } from '../servers/loopback.ts';

type Target = { readonly port: number; readonly host: string; readonly token: string };

/**
 * Starts a proxy for a client that cannot send a token and knows no organization. It adds the token to each request,
 * and replaces its own host and origin with the organization's. Other hosts and origins stay unchanged.
 */
export async function startMcpProxy(target: Target): Promise<{ port: number; close: () => Promise<void> }> {
  const proxy = createServer((incoming, outgoing) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: target.port,
        method: incoming.method,
        path: incoming.url,
        headers: translate(incoming.headers, incoming.socket.localPort ?? 0, target),
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    sent.on('error', () => outgoing.destroy());
    incoming.pipe(sent);
  });
  return listenOnLoopback(proxy);
}

function translate(headers: IncomingMessage['headers'], port: number, { host, token }: Target) {
  const own = [`localhost:${port}`, `127.0.0.1:${port}`];
  const { host: asked = '', origin } = headers;
  return {
    ...headers,
    host: own.includes(asked) ? host : asked,
    ...(origin !== undefined && own.some((name) => origin === `http://${name}`)
      ? { origin: `http://${host}` }
      : {}),
    authorization: `Bearer ${token}`,
  };
}
