import { accessSync, constants, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system in memory. A test database does not need to survive a restart. */
const inMemory = '/dev/shm';
/** The free bytes that a run of the suite may need. Containers often have less. */
const minimumFreeBytes = 2 ** 31;

/** Creates a folder for a temporary database, in memory if possible, otherwise on disk. */
export function makeDatabaseFolder(prefix: string): string {
  return mkdtempSync(join(hasSpace(inMemory) ? inMemory : tmpdir(), prefix));
}

function hasSpace(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= minimumFreeBytes;
  } catch {
    return false;
  }
}
