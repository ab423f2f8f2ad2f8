import { Socket } from 'node:net';
import { Client, type ClientConfig, type Connection } from 'pg';

/** Time limit in milliseconds for a cancellation to reach the server. */
const limit = 1_000;

/** Methods of pg's connection that its types do not declare. */
type CancelConnection = Connection & {
  readonly connect: (portOrPath: number | string, host?: string) => void;
  readonly requestSsl: () => void;
  readonly cancel: (processId: unknown, secretKey: unknown) => void;
};

/** The sockets of clients, below a TLS layer added later. */
const sockets = new WeakMap<Client, Socket>();

/** Call before the client connects. */
export function rememberSocket(client: Client): void {
  const { stream } = client.connection;
  if (stream instanceof Socket) sockets.set(client, stream);
}

/**
 * Closes a connection that does not respond and cancels its statement over another connection, as
 * PostgreSQL's protocol requires; otherwise the server would keep running the statement and waiting for its
 * locks. Uses RST instead of FIN, so that the server notices at its first response and does not run the
 * statements queued behind.
 */
export function abandon(settings: ClientConfig, client: Client): void {
  closeNow(client);
  const canceller = new Client(settings);
  const connection = canceller.connection;
  if (!canCancel(connection) || !('processID' in client) || !('secretKey' in client)) return;
  const { processID, secretKey } = client;
  const close = () => connection.stream.destroy();
  const closeLater = setTimeout(close, limit);
  connection.on('error', close);
  connection.on('end', () => clearTimeout(closeLater));
  if (canceller.ssl) connection.once('connect', () => connection.requestSsl());
  connection.once(canceller.ssl ? 'sslconnect' : 'connect', () => connection.cancel(processID, secretKey));
  const { host, port } = canceller;
  if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
  else connection.connect(port, host);
}

/** Closes a connection immediately. */
export function closeNow(client: Client): void {
  const { stream } = client.connection;
  const socket = sockets.get(client);
  // Only TCP supports RST.
  if (socket && !client.host.startsWith('/')) socket.resetAndDestroy();
  stream.destroy();
}

function canCancel(connection: Connection): connection is CancelConnection {
  return 'connect' in connection && 'cancel' in connection;
}
