import type { Server as NodeServer } from 'node:http';
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
 * Starts to accept connections, until the server closes.
 * @throws ListenError if the address or port cannot be used
 */
export async function listen(server: Server, { host, port }: Config): Promise<() => void> {
  await server.listen({ host, port, backlog }).catch((error: unknown) => {
    throw describeListenFailure(error, { host, port, settings: { host: 'HOST', port: 'PORT' } });
  });
  return () => {};
}

/**
 * Waits until the clients have closed their connections, within a time limit. The next response on each asks for that: a
 * connection that is closed while it is idle may carry a request that is on its way.
 */
export async function letClientsLeave({ server }: Server): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'));
  const deadline = performance.now() + stopGrace;
  while (performance.now() < deadline && (await countConnections(server)) > 0) await delay(reapInterval);
}

function countConnections(server: NodeServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}

/** Stops accepting requests and lets running ones finish within a time limit. */
export async function finishRequests(server: Server): Promise<void> {
  const reaper = setInterval(() => server.server.closeIdleConnections(), reapInterval);
  const cutter = setTimeout(() => server.server.closeAllConnections(), stopGrace);
  await server.close();
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
