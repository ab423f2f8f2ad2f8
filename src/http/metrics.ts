import { createServer, type Server as NodeServer } from 'node:http';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Server } from './server.ts';

/** Upper bounds of the histogram buckets, in seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * Measures requests by route pattern, method and status. Paths, IDs and hosts would leak secrets or be too
 * many.
 */
export function recordMetrics(server: Server): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'spedy_http_request_duration_seconds',
    help: 'Request duration in seconds',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers: [registry],
  });
  const refused = new Counter({
    name: 'spedy_refused_requests_total',
    help: 'Requests refused with 503 because of too much load, by queue and reason',
    labelNames: ['queue', 'reason'],
    registers: [registry],
  });
  server.refusedWork.onRefused(({ queue, reason }) => refused.inc({ queue, reason }));
  server.addHook('onResponse', (request, reply, done) => {
    duration.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
    done();
  });
  return registry;
}

/** Time limit in milliseconds for receiving a request, and the interval of the check. */
const requestTimeout = 10_000;
const connectionsCheckingInterval = 5_000;

/** Serves `/metrics` on a separate port, for the operator's network only. */
export function listenForMetrics(
  registry: Pick<Registry, 'metrics' | 'contentType'>,
  host: string,
  port: number,
): Promise<NodeServer> {
  const listener = createServer({ requestTimeout, connectionsCheckingInterval }, (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, host, () => resolve(listener));
  });
}
