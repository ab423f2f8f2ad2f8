import { createServer, type Server as NodeServer } from 'node:http';
import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import { describeListenFailure } from '../listen-failure.ts';

/** Time limit in milliseconds for receiving a request, and the interval of the check. */
const requestTimeout = 10_000;
const connectionsCheckingInterval = 5_000;

/**
 * Serves `/metrics` on a separate port, for the operator's network only.
 * @throws ListenError if the address or port cannot be used
 */
export function listenForMetrics(
  registry: Pick<Registry, 'metrics' | 'contentType'>,
  { metricsHost: host, metricsPort }: Config,
): Promise<NodeServer> {
  const listener = createServer({ requestTimeout, connectionsCheckingInterval }, (request, response) => {
    const path = request.url?.split('?')[0];
    if (path !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  const port = metricsPort ?? 0;
  const settings = { host: 'SPEDY_METRICS_HOST', port: 'SPEDY_METRICS_PORT' };
  return new Promise((resolve, reject) => {
    listener.once('error', (error) => reject(describeListenFailure(error, { host, port, settings })));
    listener.listen(port, host, () => resolve(listener));
  });
}
