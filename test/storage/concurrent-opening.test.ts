import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { databaseKind } from '../support/databases/database.ts';
import { makeDatabaseFolder } from '../support/servers/temporary-folder.ts';

const sqlite = new URL('../../src/storage/dialects/sqlite.ts', import.meta.url).href;
const threads = 4;
const files = 40;

/** Opens every file at the same time as all other threads. Posts the error messages. */
const openEveryFile = `
  const { parentPort, workerData } = require('node:worker_threads');
  const arrived = new Int32Array(workerData.arrived);
  import(workerData.sqlite).then(async ({ openSqlite }) => {
    const failures = [];
    for (const [index, path] of workerData.paths.entries()) {
      Atomics.add(arrived, index, 1);
      while (Atomics.load(arrived, index) < workerData.threads);
      try {
        await openSqlite(path).driver.destroy();
      } catch (error) {
        failures.push(error.message);
      }
    }
    parentPort.postMessage(failures);
  });`;

describe.runIf(databaseKind === 'sqlite')('a new SQLite file', () => {
  it('opens in several threads at the same moment', async () => {
    const folder = makeDatabaseFolder('spedy-opening-');
    const paths = Array.from({ length: files }, (_, index) => join(folder, `${index}.db`));
    const arrived = new SharedArrayBuffer(4 * files);
    const workerData = { sqlite, paths, arrived, threads };
    const failures = Array.from(
      { length: threads },
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(openEveryFile, { eval: true, workerData });
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    );
    expect((await Promise.all(failures)).flat()).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
