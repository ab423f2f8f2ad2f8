import { Worker } from 'node:worker_threads';
import { DatabaseUnavailable, StorageError } from '../errors.ts';

/** What the thread reports: the step that begins, and the end. */
export type MigrationMessage =
  | { readonly step: string }
  | { readonly applied: readonly string[] }
  | { readonly failure: string; readonly unavailable: boolean };

let running = 0;

/** Whether a migration is running on a thread. Its statements cannot be interrupted. */
export function isMigrating(): boolean {
  return running > 0;
}

/**
 * Migrates an existing SQLite database on a thread of its own, because its statements can take minutes.
 * @param onStep called when a step begins
 * @throws StorageError; DatabaseUnavailable
 */
export function migrateOnThread(file: string, onStep: (name: string) => void): Promise<readonly string[]> {
  running += 1;
  return new Promise<readonly string[]>((resolve, reject) => {
    const worker = new Worker(new URL('./migration-thread.ts', import.meta.url), { workerData: file });
    worker.on('message', (message: MigrationMessage) => {
      if ('step' in message) onStep(message.step);
      else if ('applied' in message) resolve(message.applied);
      // With --watch, Node sends messages of its own.
      else if ('failure' in message)
        reject(new (message.unavailable ? DatabaseUnavailable : StorageError)(message.failure));
    });
    worker.on('error', reject);
    worker.on('exit', () =>
      reject(new StorageError('The migration ended unexpectedly. Nothing was changed.')),
    );
  }).finally(() => {
    running -= 1;
  });
}
