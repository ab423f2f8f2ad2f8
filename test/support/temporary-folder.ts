import { accessSync, constants, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where memory can be written like a disk: a test's database need not outlive the machine. */
const inMemory = '/dev/shm';
/** Free bytes that a run of the suite may need there; containers often have far less. */
const enough = 2 ** 31;

/** A new folder for a database that is thrown away: in memory where the system offers that, else on disk. */
export function makeDatabaseFolder(prefix: string): string {
  return mkdtempSync(join(hasRoom(inMemory) ? inMemory : tmpdir(), prefix));
}

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= enough;
  } catch {
    return false;
  }
}
