import { StorageError } from '../storage/errors.ts';
import { ConfigError } from './config.ts';
import { ListenError } from './listen-failure.ts';
import type { Running } from './serve.ts';

/** Time limit in milliseconds for a clean stop; after it the process exits anyway. */
const stopLimit = 9_500;

/**
 * Starts a server and stops it on SIGTERM or SIGINT with exit code 0. Problems that the operator can fix
 * (settings, database, port) are one line on standard error with exit code 1.
 */
export async function runUntilStopped(start: () => Promise<Running>): Promise<void> {
  try {
    const starting = start();
    let stopping = false;
    const stop = () => {
      if (stopping) return;
      stopping = true;
      setTimeout(() => process.exit(1), stopLimit).unref();
      starting
        .then((running) => running.close())
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    };
    // Registered before the start ends, because its output may trigger a stop. Not with once(): Ctrl-C
    // arrives twice if a parent such as bin/spedy.js forwards it, and the second must not interrupt the stop.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
    await starting;
  } catch (error) {
    process.stderr.write(`${startProblem(error)}\n`);
    process.exitCode = 1;
  }
}

function startProblem(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StorageError || error instanceof ListenError)
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
