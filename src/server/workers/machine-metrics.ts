import type { Server as NodeServer } from 'node:http';
import { AggregatorRegistry, Counter, Gauge, Registry } from 'prom-client';
import { listenForMetrics } from '../../http/metrics.ts';
import type { Config } from '../config.ts';
import { describeListenFailure } from '../listen-failure.ts';
import type { WorkerProcess } from './worker-process.ts';

/** Milliseconds that the workers have to answer; a late one counts with its last answer. */
const answerLimit = 1_000;

type Metrics = readonly unknown[];

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
  readonly #starts = new Counter({
    name: 'spedy_worker_starts_total',
    help: 'Worker processes started',
    registers: [this.#own],
  });
  #adding: Promise<void> = Promise.resolve();

  constructor(workers: () => readonly WorkerProcess[]) {
    this.#workers = workers;
    new Gauge({
      name: 'spedy_workers',
      help: 'Worker processes that run',
      registers: [this.#own],
      collect() {
        this.set(workers().length);
      },
    });
  }

  /** Takes note of a new worker. */
  add(worker: WorkerProcess): void {
    this.#starts.inc();
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
  listen({ metricsHost: host, metricsPort, labels }: Config): Promise<NodeServer> {
    const port = metricsPort ?? 0;
    const settings = { host: labels.metricsHost, port: labels.metricsPort };
    const { contentType } = this.#own;
    return listenForMetrics({ contentType, metrics: () => this.#text() }, host, port).catch(
      (error: unknown) => {
        throw describeListenFailure(error, { host, port, settings });
      },
    );
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
