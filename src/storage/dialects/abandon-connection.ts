import { Socket } from 'node:net';
import { Client, type ClientConfig, type Connection } from 'pg';

/** Milliseconds for a cancellation to reach the server. */
const limit = 1_000;

/** What pg's connection can do besides what its types say. */
type Line = Connection & {
  readonly connect: (portOrPath: number | string, host?: string) => void;
  readonly requestSsl: () => void;
  readonly cancel: (processId: unknown, secretKey: unknown) => void;
};

/** The sockets of clients, beneath the TLS that they may have put on them since. */
const sockets = new WeakMap<Client, Socket>();

/** To be called before the client connects. */
export function rememberSocket(client: Client): void {
  const { stream } = client.connection;
  if (stream instanceof Socket) sockets.set(client, stream);
}

/**
 * Cuts a connection that does not answer, and cancels what it waits for, over another one as PostgreSQL's protocol has
 * it: the server would go on with the statement, and wait for its lock, for somebody who has left. With a RST, not a
 * FIN: the server then finds at its first answer that nobody is there, and does not go on to the statements that were
 * sent behind.
 */
export function abandon(settings: ClientConfig, client: Client): void {
  cut(client);
  const messenger = new Client(settings);
  const line = messenger.connection;
  if (!isLine(line) || !('processID' in client) || !('secretKey' in client)) return;
  const { processID, secretKey } = client;
  const close = () => line.stream.destroy();
  const closeLater = setTimeout(close, limit);
  line.on('error', close);
  line.on('end', () => clearTimeout(closeLater));
  if (messenger.ssl) line.once('connect', () => line.requestSsl());
  line.once(messenger.ssl ? 'sslconnect' : 'connect', () => line.cancel(processID, secretKey));
  const { host, port } = messenger;
  if (host.startsWith('/')) line.connect(`${host}/.s.PGSQL.${port}`);
  else line.connect(port, host);
}

/** Cuts a connection at once. */
export function cut(client: Client): void {
  const { stream } = client.connection;
  const socket = sockets.get(client);
  // Only TCP knows a RST.
  if (socket && !client.host.startsWith('/')) socket.resetAndDestroy();
  stream.destroy();
}

function isLine(connection: Connection): connection is Line {
  return 'connect' in connection && 'cancel' in connection;
}
