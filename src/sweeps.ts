import type { FastifyBaseLogger } from 'fastify';
import { withPatience } from './storage/patience.ts';

/** Milliseconds that one statement, or one transaction, of a sweep may take: nobody waits for it. */
const patience = 30_000;

/** Something that the server does by itself once a minute. */
export type Sweep = {
  /** What it is about, for the log. */
  readonly what: string;
  readonly run: () => unknown;
};

/** Runs one sweep after the other. One that fails is logged, and is tried again the next time; the others go on. */
export async function runSweeps(sweeps: readonly Sweep[], log: FastifyBaseLogger): Promise<void> {
  for (const { what, run } of sweeps) {
    try {
      await withPatience(patience, run);
    } catch (error) {
      for (const err of error instanceof AggregateError ? error.errors : [error])
        log.warn({ err, sweep: what }, 'sweep failed; tried again in a minute');
    }
  }
}
