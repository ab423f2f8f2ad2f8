import { ConfigError } from './config.ts';
import { ListenError } from './listen-failure.ts';
import type { Running } from './serve.ts';
import { StorageError } from './storage/errors.ts';

/** Milliseconds for a clean stop; then the process ends all the same. */
const stopLimit = 9_500;

/**
 * Starts a server, and stops it cleanly on SIGTERM or SIGINT with exit code 0. What the operator can mend (settings,
 * database, a taken port) is one line on standard error and exit code 1, without a stack.
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
    // From the beginning: what a start prints may be what somebody waits for before they stop it.
    // Not once: Ctrl-C arrives twice where a parent such as bin/spedy.js passes on what the terminal sent already, and
    // must not cut the clean stop short.
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
