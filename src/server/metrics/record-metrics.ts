import { Registry } from 'prom-client';
import { version } from '../../contract/version.ts';
import type { Server } from '../../http/server.ts';
import { outboxState } from '../../mail/operator-queries.ts';
import type { CachedCredentials } from '../../principals/cached-credentials.ts';
import type { Database } from '../../storage/database.ts';
import { withDeadline } from '../../storage/deadline.ts';
import type { MetricName } from '../../telemetry/metric-catalog.ts';
import { recordWith } from '../../telemetry/recorder.ts';
import { collectProcessMetrics, measureEventLoop } from './process-metrics.ts';
import { type PrometheusRecorder, prometheusRecorder } from './prometheus-recorder.ts';

/** The server whose metrics are recorded. */
export type Measured = {
  readonly server: Server;
  readonly credentials: Pick<CachedCredentials, 'feed' | 'cache'>;
  readonly db: Database;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly isReady: () => boolean;
  /** Whether it reads what is in the database for all processes; of several workers, one does. */
  readonly readsDatabase: boolean;
};

/** Starts to record the metrics of this process until the server closes. */
export function recordMetrics(measured: Measured, without: readonly MetricName[] = []): Registry {
  const { server, credentials, now, isReady } = measured;
  const registry = new Registry();
  collectProcessMetrics(registry);
  const recorder = prometheusRecorder(registry, without);
  recordWith(recorder);
  const stopMeasuring = measureEventLoop(recorder);
  server.addHook('onClose', async () => stopMeasuring());
  recordRequests(server, recorder);
  recorder.set('spedy_build_info', { version }, 1);
  if (!without.includes('spedy_workers')) {
    recorder.set('spedy_workers', {}, 1);
    recorder.add('spedy_worker_starts_total', {});
  }
  recorder.beforeScrape(() => {
    const lag = credentials.feed.lag / 1_000;
    recorder.set('spedy_change_feed_lag_seconds', {}, lag);
    recorder.set('spedy_change_feed_last_read_timestamp_seconds', {}, now() / 1_000 - lag);
    recorder.set('spedy_credential_cache_entries', {}, credentials.cache.size.entries);
    recorder.set('spedy_ready', {}, isReady() ? 1 : 0);
  });
  if (measured.readsDatabase) {
    recorder.set('spedy_sweep_last_success_timestamp_seconds', {}, now() / 1_000);
    recorder.beforeScrape(() => recordOutbox(measured, recorder));
  }
  return registry;
}

/** Routes are measured by their pattern. Paths, IDs and hosts would leak secrets, or be too many. */
function recordRequests(server: Server, recorder: PrometheusRecorder): void {
  let running = 0;
  server.server.on('request', (_request, response) => {
    running += 1;
    response.once('close', () => {
      running -= 1;
    });
  });
  recorder.beforeScrape(() => recorder.set('spedy_http_requests_in_progress', {}, running));
  server.refusedWork.onRefused(({ queue, reason }) =>
    recorder.add('spedy_refused_requests_total', { queue, reason }),
  );
  server.addHook('onResponse', (request, reply, done) => {
    const { method, loggedError } = request;
    const labels = { method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) };
    recorder.observe('spedy_http_request_duration_seconds', labels, reply.elapsedTime / 1_000);
    if (loggedError) recorder.add('spedy_http_refusals_total', { code: loggedError.code });
    done();
  });
}

/** Time limit in milliseconds for the database. Without an answer, the last values stay. */
const outboxDeadline = 500;
/** Maximum number of messages that a scrape counts. */
const mostCounted = 10_000;

async function recordOutbox(
  { db, now, isReady }: Measured,
  { set }: Pick<PrometheusRecorder, 'set'>,
): Promise<void> {
  if (!isReady()) return;
  try {
    const at = now();
    const { due, later, oldest } = await withDeadline(outboxDeadline, () => outboxState(db, at, mostCounted));
    set('spedy_outbox_messages', { state: 'due' }, due);
    set('spedy_outbox_messages', { state: 'later' }, later);
    const age = oldest === null ? 0 : Math.max(0, at - oldest);
    set('spedy_outbox_oldest_message_age_seconds', {}, age / 1_000);
  } catch {
    // The errors of the database have metrics of their own.
  }
}
