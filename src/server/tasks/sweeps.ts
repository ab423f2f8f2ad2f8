import { setTimeout } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Sweep } from '../../http/feature.ts';
import { withDeadline } from '../../storage/deadline.ts';
import { ownWork, runWork } from '../../storage/load/work.ts';
import { slicer } from '../../storage/slices.ts';
import { recorder } from '../../telemetry/recorder.ts';

/** Time limit in milliseconds for each statement or transaction of a sweep; no request waits for it. */
const deadline = 30_000;
/** Milliseconds after which a failed single sweep is tried again. After the last one, the next periodic sweep does it. */
const retryPauses = [500, 2_000, 8_000];

/**
 * Runs the sweeps one after the other, in slices. A failed one is logged and retried the next time.
 * @param stop ends them after the current slice; the next sweep, of any process, continues
 * @returns whether none failed
 */
export async function runSweeps(
  sweeps: readonly Sweep[],
  log: FastifyBaseLogger,
  stop: AbortSignal,
): Promise<boolean> {
  const inSlices = slicer(stop);
  let succeeded = true;
  for (const sweep of sweeps) {
    if (stop.aborted) return succeeded;
    const since = performance.now();
    try {
      await withDeadline(deadline, () => ('slice' in sweep ? inSlices(sweep.slice) : sweep.run(inSlices)));
    } catch (error) {
      succeeded = false;
      recorder?.add('spedy_sweep_failures_total', { sweep: sweep.name });
      for (const err of error instanceof AggregateError ? error.errors : [error])
        log.warn({ err, sweep: sweep.name }, 'Sweep failed; retrying');
    }
    const seconds = (performance.now() - since) / 1_000;
    recorder?.observe('spedy_sweep_duration_seconds', { sweep: sweep.name }, seconds);
  }
  return succeeded;
}

/**
 * Runs single sweeps between the periodic ones, because a request left work for them: what follows a change, however much
 * it is, is not a part of the request. If the process ends before, the next periodic sweep does it.
 */
export class SoonSweeps {
  readonly #sweeps: ReadonlyMap<string, Sweep>;
  readonly #log: FastifyBaseLogger;
  readonly #stop: AbortSignal;
  readonly #retryPauses: readonly number[];
  readonly #waiting = new Set<string>();
  #running: Promise<void> | null = null;

  /** @param stop as in `runSweeps` */
  constructor(
    sweeps: readonly Sweep[],
    log: FastifyBaseLogger,
    stop: AbortSignal,
    pauses: readonly number[] = retryPauses,
  ) {
    this.#retryPauses = pauses;
    this.#sweeps = new Map(sweeps.map((sweep) => [sweep.name, sweep]));
    this.#log = log;
    this.#stop = stop;
  }

  /** @throws Error if no sweep has this name */
  start(name: string): void {
    if (!this.#sweeps.has(name)) throw new Error(`There is no sweep with the name "${name}"`);
    this.#waiting.add(name);
    // As the server's own work, not as that of the request.
    this.#running ??= runWork(ownWork, () => this.#run());
  }

  /** Resolves when no sweep runs. */
  async ended(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    for (const name of this.#waiting) {
      this.#waiting.delete(name);
      const sweep = this.#sweeps.get(name);
      if (sweep) await this.#runUntilDone(sweep);
    }
    // In the turn in which the last one ended, so that no start is missed.
    this.#running = null;
  }

  async #runUntilDone(sweep: Sweep): Promise<void> {
    for (const pause of this.#retryPauses) {
      if (await runSweeps([sweep], this.#log, this.#stop)) return;
      await setTimeout(pause, undefined, { ref: false, signal: this.#stop }).catch(() => {});
    }
    await runSweeps([sweep], this.#log, this.#stop);
  }
}
