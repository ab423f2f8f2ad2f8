import { collectDefaultMetrics, type Registry } from 'prom-client';
import type { Recorder } from '../../telemetry/recorder.ts';

/** Gauges with a name of a counter, which promtool rejects; `nodejs_active_resources` and others say the same. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** Collects what prom-client knows of each Node process: memory, CPU, garbage collection. */
export function collectProcessMetrics(register: Registry): void {
  collectDefaultMetrics({ register });
  for (const name of misnamed) register.removeSingleMetric(name);
}

/** Milliseconds between two measurements of the event loop. */
const interval = 50;

/** Measures how late timers are, which is how long everything waits. Returns a function that ends it. */
export function measureEventLoop(recorder: Recorder): () => void {
  let due = performance.now() + interval;
  const timer = setInterval(() => {
    const now = performance.now();
    recorder.observe('spedy_event_loop_delay_seconds', {}, Math.max(0, now - due) / 1_000);
    due = now + interval;
  }, interval).unref();
  return () => clearInterval(timer);
}
