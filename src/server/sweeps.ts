import type { FastifyBaseLogger } from 'fastify';
import type { Sweep } from '../http/feature.ts';
import { withDeadline } from '../storage/deadline.ts';
import { slicer } from '../storage/slices.ts';

/** Time limit in milliseconds for each statement or transaction of a sweep; no request waits for it. */
const deadline = 30_000;

/**
 * Runs the sweeps one after the other, in slices. A failed one is logged and retried the next time.
 * @param stop ends them after the current slice; the next sweep, of any process, continues
 */
export async function runSweeps(
  sweeps: readonly Sweep[],
  log: FastifyBaseLogger,
  stop: AbortSignal,
): Promise<void> {
  const inSlices = slicer(stop);
  for (const sweep of sweeps) {
    if (stop.aborted) return;
    try {
      await withDeadline(deadline, () => ('slice' in sweep ? inSlices(sweep.slice) : sweep.run(inSlices)));
    } catch (error) {
      for (const err of error instanceof AggregateError ? error.errors : [error])
        log.warn({ err, sweep: sweep.name }, 'Sweep failed; retrying in a minute');
    }
  }
}
