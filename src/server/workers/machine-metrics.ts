import type { Server as NodeServer } from 'node:http';
import { AggregatorRegistry, Gauge, Registry } from 'prom-client';
import { type MetricName, metricCatalog } from '../../telemetry/metric-catalog.ts';
import type { Config } from '../config.ts';
import { listenForMetrics } from '../metrics/listen-for-metrics.ts';
import { prometheusRecorder, supervisorMetrics } from '../metrics/prometheus-recorder.ts';
import type { WorkerProcess } from './worker-process.ts';

/** Milliseconds that the workers have to answer; a late one counts with its last answer. */
const answerLimit = 1_000;

type Metrics = readonly unknown[];

/** The metrics that the workers record. */
const ofWorkers = (Object.keys(metricCatalog) as MetricName[]).filter(
  (name) => !supervisorMetrics.includes(name),
);

/**
 * The metrics of all workers together: counters and histograms are added, gauges as prom-client defines for each (memory
 * is added, the delay of the event loop is averaged). What ended workers counted stays, so that no counter goes back.
 */
export class MachineMetrics {
  readonly #workers: () => readonly WorkerProcess[];
  readonly #latest = new Map<WorkerProcess, Metrics>();
  readonly #waiting = new Map<WorkerProcess, () => void>();
  /** The counters of ended workers. */
  #ended: Metrics = [];
  readonly #own = new Registry();
  readonly #recorder = prometheusRecorder(this.#own, ofWorkers);
  #adding: Promise<void> = Promise.resolve();

  constructor(workers: () => readonly WorkerProcess[]) {
    this.#workers = workers;
    this.#recorder.beforeScrape(() => this.#recorder.set('spedy_workers', {}, workers().length));
    // Those of the workers say nothing about the whole server, and are left out.
    new Gauge({
      name: 'process_start_time_seconds',
      help: 'Start time of the process since unix epoch in seconds.',
      registers: [this.#own],
    }).set(performance.timeOrigin / 1_000);
  }

  /** Takes note of a new worker. */
  add(worker: WorkerProcess): void {
    this.#recorder.add('spedy_worker_starts_total', {});
    void worker.ended.then(() => {
      this.#waiting.get(worker)?.();
      const last = this.#latest.get(worker);
      this.#latest.delete(worker);
      if (last) this.#adding = this.#adding.then(() => this.#keep(last));
    });
  }

  /** Takes the answer of a worker. */
  update(worker: WorkerProcess, metrics: Metrics): void {
    this.#latest.set(worker, metrics);
    this.#waiting.get(worker)?.();
  }

  /** Serves them at the port of the settings. @throws ListenError */
  listen(config: Config): Promise<NodeServer> {
    const { contentType } = this.#own;
    return listenForMetrics({ contentType, metrics: () => this.#text() }, config);
  }

  async #text(): Promise<string> {
    await Promise.all(this.#workers().map((worker) => this.#ask(worker)));
    await this.#adding;
    const all = sumOf([...this.#latest.values(), this.#ended]);
    return Registry.merge([all, this.#own]).metrics();
  }

  #ask(worker: WorkerProcess): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(worker);
        resolve();
      };
      const timer = setTimeout(done, answerLimit);
      const others = this.#waiting.get(worker);
      this.#waiting.set(worker, () => {
        others?.();
        done();
      });
      worker.send({ kind: 'measure' });
    });
  }

  async #keep(metrics: Metrics): Promise<void> {
    const all = await sumOf([metrics, this.#ended]).getMetricsAsJSON();
    this.#ended = all.filter(({ type }) => String(type) === 'counter' || String(type) === 'histogram');
  }
}

function sumOf(metrics: readonly Metrics[]): Registry {
  return AggregatorRegistry.aggregate(metrics.map((ofOne) => [...ofOne]));
}
