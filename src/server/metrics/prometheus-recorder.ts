import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type MetricName, metricCatalog } from '../../telemetry/metric-catalog.ts';
import type { Recorder } from '../../telemetry/recorder.ts';

/** A recorder that keeps its sums for Prometheus. */
export type PrometheusRecorder = Recorder & {
  /** Calls a function before each scrape, for values that are read then. */
  readonly beforeScrape: (read: () => void | Promise<void>) => void;
};

/** Metrics of the supervisor; a worker does not know them. */
export const supervisorMetrics: readonly MetricName[] = ['spedy_workers', 'spedy_worker_starts_total'];

/** Series that are there from the start, so that their first increase is one (an alert compares with the time before). */
const initial: readonly (readonly [MetricName, Readonly<Record<string, readonly string[]>>])[] = [
  ['spedy_change_feed_reads_total', { outcome: ['ok', 'failed'] }],
  ['spedy_mail_deliveries_total', { outcome: ['sent', 'retried', 'failed'] }],
  [
    'spedy_database_errors_total',
    { reason: ['unavailable', 'overloaded', 'abandoned', 'unknown_outcome', 'statement'] },
  ],
];

/** Creates the metrics of the catalog in a registry, except those of `without`. */
export function prometheusRecorder(
  registry: Registry,
  without: readonly MetricName[] = [],
): PrometheusRecorder {
  const counters = new Map<MetricName, Counter>();
  const histograms = new Map<MetricName, Histogram>();
  const gauges = new Map<MetricName, Gauge>();
  const readers: (() => void | Promise<void>)[] = [];
  // The registry collects all metrics at the same time, and only this gauge before the others.
  let reading: Promise<unknown> | null = null;
  const readAll = () => {
    reading ??= Promise.all(readers.map((read) => read())).finally(() => {
      reading = null;
    });
    return reading;
  };
  for (const [name, entry] of Object.entries(metricCatalog) as [
    MetricName,
    (typeof metricCatalog)[MetricName],
  ][]) {
    if (without.includes(name)) continue;
    const options = { name, help: entry.help, labelNames: Object.keys(entry.labels), registers: [registry] };
    if (entry.type === 'counter') counters.set(name, new Counter(options));
    if (entry.type === 'histogram')
      histograms.set(name, new Histogram({ ...options, buckets: [...entry.buckets] }));
    if (entry.type === 'gauge')
      gauges.set(
        name,
        new Gauge({
          ...options,
          aggregator: entry.acrossWorkers,
          collect: async () => {
            await readAll();
          },
        }),
      );
  }
  for (const [name, labels] of initial)
    for (const [label, values] of Object.entries(labels))
      for (const value of values) counters.get(name)?.inc({ [label]: value }, 0);
  return {
    add: (name, labels, by = 1) => counters.get(name)?.inc(labels, by),
    observe: (name, labels, value) => histograms.get(name)?.observe(labels, value),
    set: (name, labels, value) => gauges.get(name)?.set(labels, value),
    beforeScrape: (read) => void readers.push(read),
  };
}
