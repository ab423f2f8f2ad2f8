import type { FastifyBaseLogger } from 'fastify';
import type { Sweep } from '../http/feature.ts';
import { withDeadline } from '../storage/deadline.ts';

/** Time limit in milliseconds for each statement or transaction of a sweep; no request waits for it. */
const deadline = 30_000;

/** Runs the sweeps one after the other. A failed one is logged and retried the next time. */
export async function runSweeps(sweeps: readonly Sweep[], log: FastifyBaseLogger): Promise<void> {
  for (const { name, run } of sweeps) {
    try {
      await withDeadline(deadline, run);
    } catch (error) {
      for (const err of error instanceof AggregateError ? error.errors : [error])
        log.warn({ err, sweep: name }, 'Sweep failed; retrying in a minute');
    }
  }
}
