import type { Server as NodeServer } from 'node:http';
import type { Server } from '../http/server.ts';
import type { Config } from './config.ts';
import { describeListenFailure } from './listen-failure.ts';

/** Milliseconds that running requests have to finish after a stop, before their connections are closed. */
const stopGrace = 5_000;
/** Milliseconds between two checks for idle connections during a stop. */
const reapInterval = 50;

/** @throws ListenError if the address or port cannot be used */
export async function listen(server: Server, { host, port }: Config): Promise<void> {
  await server.listen({ host, port }).catch((error: unknown) => {
    throw describeListenFailure(error, { host, port, settings: { host: 'HOST', port: 'PORT' } });
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
  server: Server,
  { metricsHost: host, metricsPort: port }: Config,
): Promise<(() => Promise<NodeServer>) | null> {
  if (port === null) return null;
  const { listenForMetrics, recordMetrics } = await import('../http/metrics.ts');
  const registry = recordMetrics(server);
  const settings = { host: 'SPEDY_METRICS_HOST', port: 'SPEDY_METRICS_PORT' };
  return () =>
    listenForMetrics(registry, host, port).catch((error: unknown) => {
      throw describeListenFailure(error, { host, port, settings });
    });
}
