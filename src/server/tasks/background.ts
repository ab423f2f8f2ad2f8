import { setTimeout } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Background } from '../../http/feature.ts';
import { recorder } from '../../telemetry/recorder.ts';

/** How much longer a task waits after a failed round. */
const patience = 5;
/** Maximum number of rounds without a pause. */
const roundsAtOnce = 1_000;

export type BackgroundWork = {
  /** Starts all tasks. A task does nothing while `isReady` returns false. */
  readonly start: (isReady: () => boolean) => void;
  /** Does everything that there is to do now, as the started tasks would. */
  readonly runOnce: () => Promise<void>;
  /** Stops after the current rounds. */
  readonly close: () => Promise<void>;
};

/** Runs the background tasks of the features, independently of each other. A failed round is logged and repeated later. */
export function backgroundWork(tasks: readonly Background[], log: FastifyBaseLogger): BackgroundWork {
  const stopping = new AbortController();
  const stop = stopping.signal;
  const running: Promise<void>[] = [];

  const doRounds = async ({ round }: Background) => {
    for (let rounds = 0; rounds < roundsAtOnce && !stop.aborted; rounds += 1)
      if (!(await round(stop))) return;
  };
  const repeat = async (task: Background, isReady: () => boolean) => {
    while (!stop.aborted) {
      let wait = task.every;
      try {
        if (isReady()) await doRounds(task);
      } catch (err) {
        wait *= patience;
        recorder?.add('spedy_background_failures_total', { task: task.name });
        if (!stop.aborted) log.warn({ err, task: task.name }, 'Background work failed; retrying');
      }
      await setTimeout(wait, undefined, { ref: false, signal: stop }).catch(() => {});
    }
  };
  return {
    start: (isReady) => {
      running.push(...tasks.map((task) => repeat(task, isReady)));
    },
    runOnce: async () => {
      for (const task of tasks) await doRounds(task);
    },
    close: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
