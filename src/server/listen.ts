import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { Server as NodeServer } from 'node:http';
import { createServer, type ListenOptions, type Server as NetServer } from 'node:net';
import { platform } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Server } from '../http/server.ts';
import type { Config } from './config.ts';
import { describeListenFailure } from './listen-failure.ts';
import type { Measured } from './metrics/record-metrics.ts';

/** Milliseconds that running requests have to finish after a stop, before their connections are closed. */
const stopGrace = 5_000;
/** Milliseconds between two checks for idle connections during a stop. */
const reapInterval = 50;

/**
 * Connections that wait for the event loop to accept them; the system may allow fewer (`net.core.somaxconn`). Clients of a
 * full queue try again only after 1, 3 and 7 seconds. Node's default is 511.
 */
export const backlog = 4_096;

/**
 * Sockets on which one process listens. Node accepts one connection of each in a turn of the event loop: with one socket, the
 * last of 2,000 new connections waits for 2,000 turns.
 */
const sockets = 32;

/** Whether the kernel distributes the connections of a port among several sockets. */
const sharesPort = platform === 'linux';

/** What accepts connections for a server. */
export type Listening = {
  /** The sockets beside the server's own one. */
  readonly others: readonly NetServer[];
  /** Stops accepting on them. Resolves when their connections have ended. */
  readonly stop: () => Promise<void>;
};

/**
 * Starts to accept connections, until the server closes.
 * @throws ListenError if the address or port cannot be used
 */
export async function listen(server: Server, { host, port }: Config): Promise<Listening> {
  try {
    const reusePort = sharesPort && (await isFree(host, port));
    const address = { host, port, backlog, reusePort };
    await server.listen(address);
    if (!reusePort) return listeningOn([]);
    const [bound] = server.addresses();
    const same = { ...address, port: typeof bound === 'object' ? bound.port : port };
    return listeningOn(await Promise.all(Array.from({ length: sockets - 1 }, () => acceptFor(server, same))));
  } catch (error) {
    throw describeListenFailure(error, { host, port, settings: { host: 'HOST', port: 'PORT' } });
  }
}

/**
 * Returns whether no other program uses a port. A second server that also shares it would silently take a part of the
 * connections. Of localhost, Fastify listens on each address that it can get.
 * @throws the error of the system if the first address cannot be used
 */
async function isFree(host: string, port: number): Promise<boolean> {
  if (port === 0) return true;
  await listenAlone({ host, port });
  if (host !== 'localhost') return true;
  const all = new Set((await lookup(host, { all: true })).map(({ address }) => address));
  const refusals = await Promise.all(
    Array.from(all, (address) => listenAlone({ host: address, port }).catch((error: unknown) => error)),
  );
  // A machine can be without one of the addresses.
  return !refusals.some((error) => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE');
}

async function listenAlone(address: ListenOptions): Promise<void> {
  const exclusive = createServer().listen(address);
  await once(exclusive, 'listening');
  exclusive.close();
  await once(exclusive, 'close');
}

/** Accepts connections for a server on another socket, with the options that an HTTP server has. */
export async function acceptFor(
  { server }: Server,
  address: ListenOptions & { readonly fd?: number },
): Promise<NetServer> {
  const other = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    server.emit('connection', socket),
  )
    .listen(address)
    // Only the server itself keeps the process running.
    .unref();
  await once(other, 'listening');
  return other;
}

export function listeningOn(others: readonly NetServer[]): Listening {
  return {
    others,
    stop: async () => {
      const closed = others.map((other) => once(other, 'close'));
      for (const other of others) other.close();
      await Promise.all(closed);
    },
  };
}

/**
 * Waits until the clients have closed their connections, within a time limit. The next response on each asks for that: a
 * connection that is closed while it is idle may carry a request that is on its way.
 */
export async function letClientsLeave({ server }: Server, { others }: Listening): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'));
  const deadline = performance.now() + stopGrace;
  const isUsed = async () => {
    const counts = await Promise.all([server, ...others].map(countConnections));
    return counts.some((count) => count > 0);
  };
  while (performance.now() < deadline && (await isUsed())) await delay(reapInterval);
}

function countConnections(server: NetServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}

/**
 * Stops accepting requests and lets running ones finish within a time limit.
 * @param others resolves when the connections of other sockets have ended
 */
export async function finishRequests(server: Server, others: Promise<void>): Promise<void> {
  const reaper = setInterval(() => server.server.closeIdleConnections(), reapInterval);
  const cutter = setTimeout(() => server.server.closeAllConnections(), stopGrace);
  await Promise.all([server.close(), others]);
  clearInterval(reaper);
  clearTimeout(cutter);
}

/**
 * Starts to record metrics and returns a function that serves them, or null if the settings have no port for
 * them. Loads the metrics library only if needed.
 */
export async function prepareMetrics(
  measured: Measured,
  config: Config,
): Promise<(() => Promise<NodeServer>) | null> {
  if (config.metricsPort === null) return null;
  const { recordMetrics } = await import('./metrics/record-metrics.ts');
  const { listenForMetrics } = await import('./metrics/listen-for-metrics.ts');
  const registry = recordMetrics(measured);
  return () => listenForMetrics(registry, config);
}
