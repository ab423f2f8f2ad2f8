import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { Measured } from '../metrics/record-metrics.ts';

/** The metrics of one worker, which the supervisor adds to those of the others. */
export class WorkerMetrics {
  readonly #send: (metrics: readonly unknown[]) => Promise<void>;
  #registry: Registry | null = null;

  constructor(send: (metrics: readonly unknown[]) => Promise<void>) {
    this.#send = send;
  }

  /** Starts to record, if the settings have a port for metrics. Serves nothing: the supervisor does. */
  async record(measured: Measured, { metricsPort }: Config): Promise<null> {
    if (metricsPort === null) return null;
    const { recordMetrics } = await import('../metrics/record-metrics.ts');
    const { supervisorMetrics } = await import('../metrics/prometheus-recorder.ts');
    this.#registry = recordMetrics(measured, supervisorMetrics);
    return null;
  }

  /** Sends the metrics to the supervisor. */
  async report(): Promise<void> {
    if (this.#registry) await this.#send(await this.#registry.getMetricsAsJSON());
  }
}
