// The program of the thread that migrates an existing SQLite database.
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../database.ts';
import { isUnavailable } from '../errors.ts';
import { runMigrations } from '../migrate.ts';
import type { MigrationMessage } from './migrate-on-thread.ts';

const tell = (message: MigrationMessage) => parentPort?.postMessage(message);
const database = openDatabase(`sqlite:${String(workerData)}`, () => {}, { mayCreate: false, isLong: true });
try {
  // SQLite has one writer, so no step waits for a lock.
  const watcher = { begins: (step: string) => tell({ step }), blocked: () => {} };
  tell({ applied: await runMigrations(database, watcher) });
} catch (error) {
  const { message } = error as Error;
  tell({ failure: message, unavailable: isUnavailable(error) });
} finally {
  await database.db.destroy();
}
