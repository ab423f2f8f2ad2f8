import { StorageError } from '../../storage/errors.ts';
import { ConfigError } from '../config.ts';
import { ListenError } from '../listen-failure.ts';
import type { NameSources } from '../settings/name-sources.ts';
import { WorkersFailed } from '../workers/workers-failed.ts';
import type { Running } from './running.ts';

/** Time limit in milliseconds for a clean stop; after it the process exits anyway. */
const stopLimit = 9_500;

type Options<Started> = {
  /** Names the settings in a problem. */
  readonly name?: NameSources;
  /** Reports a problem of the start. By default, prints it on standard error. */
  readonly report?: (problem: string) => Promise<void> | void;
  /** Gets a function that ends the process as a signal does, with a time limit of its own in milliseconds. */
  readonly onStopper?: (stop: (end: (running: Started) => Promise<void>, limit: number) => void) => void;
};

/**
 * Starts a server and stops it on SIGTERM or SIGINT with exit code 0. Problems that the operator can fix
 * (settings, database, port) are one line on standard error with exit code 1.
 */
export async function runUntilStopped<Started extends Running>(
  start: () => Promise<Started>,
  { name = (problem) => problem, report = print, onStopper }: Options<Started> = {},
): Promise<void> {
  try {
    const starting = start();
    let stopping = false;
    let isHeldUp = () => false;
    /** Ends the process, by force if a query would hold it up. */
    const exit = (code: number) => {
      if (isHeldUp()) process.kill(process.pid, 'SIGKILL');
      process.exit(code);
    };
    const stop = (end: (running: Started) => Promise<void>, limit: number) => {
      if (stopping) return;
      stopping = true;
      setTimeout(() => exit(1), limit).unref();
      starting.then(end).then(
        () => exit(0),
        () => exit(1),
      );
    };
    // Registered before the start ends, because its output may trigger a stop. Not with once(): Ctrl-C
    // arrives twice if a parent such as bin/spedy.js forwards it, and the second must not interrupt the stop.
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.on(signal, () => stop((running) => running.close(), stopLimit));
    onStopper?.(stop);
    const running = await starting;
    isHeldUp = running.isHeldUp ?? isHeldUp;
  } catch (error) {
    process.exitCode = 1;
    await report(name(startProblem(error)));
  }
}

function print(problem: string): void {
  process.stderr.write(`${problem}\n`);
}

function startProblem(error: unknown): string {
  const forTheOperator = [ConfigError, StorageError, ListenError, WorkersFailed];
  if (error instanceof Error && forTheOperator.some((kind) => error instanceof kind)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
