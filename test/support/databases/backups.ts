import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Spedy, spedyOn } from '../servers/command-line.ts';
import { makeDatabaseFolder } from '../servers/temporary-folder.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** A folder for backups, and empty databases of the kind under test or in SQLite files, which `drop` removes. */
export function createBackups() {
  const folder = makeDatabaseFolder('spedy-backup-');
  const databases: TestDatabase[] = [];
  let names = 0;
  const nextName = () => {
    names += 1;
    return String(names);
  };
  const empty = async (): Promise<{ url: string; spedy: Spedy }> => {
    const database = await createTestDatabase({ empty: true });
    databases.push(database);
    return { url: database.url, spedy: spedyOn(database.url) };
  };
  return {
    folder,
    /** A path that does not exist yet. */
    newFile: () => join(folder, `${nextName()}.backup`),
    empty,
    emptySqlite: () => {
      const place = join(folder, `sqlite-${nextName()}`);
      mkdirSync(place);
      const url = `sqlite:${join(place, 'spedy.db')}`;
      return { url, spedy: spedyOn(url) };
    },
    drop: async () => {
      await Promise.all(databases.map((database) => database.drop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Backups = ReturnType<typeof createBackups>;

/** Writes a copy of a backup whose text was changed. */
export function rewrite(from: string, to: string, change: (text: string) => string): string {
  writeFileSync(to, gzipSync(change(gunzipSync(readFileSync(from)).toString('utf8'))));
  return to;
}
