import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../../src/storage/database.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { makeDatabaseFolder } from '../servers/temporary-folder.ts';
import { borrowMigrated, createDatabaseWithoutTables } from './postgres-databases.ts';

export type TestDatabase = { readonly url: string; readonly drop: () => Promise<void> };

/** The kind of database under test. */
export const databaseKind = process.env.TEST_DATABASE === 'postgres' ? 'postgres' : 'sqlite';

/** Creates a database of the kind under test: migrated and without rows, or with `empty` without tables. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  if (databaseKind === 'sqlite') return createSqliteFile(empty);
  return empty ? createDatabaseWithoutTables() : borrowMigrated();
}

async function createSqliteFile(empty: boolean): Promise<TestDatabase> {
  const folder = makeDatabaseFolder('spedy-test-');
  const path = join(folder, 'spedy.db');
  if (!empty) {
    template ??= makeTemplate();
    writeFileSync(path, await template, { mode: 0o600 });
  }
  return {
    url: `sqlite:${path}`,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The bytes of a migrated SQLite database, created once in each process. */
let template: Promise<Buffer> | undefined;

async function makeTemplate(): Promise<Buffer> {
  const folder = makeDatabaseFolder('spedy-template-');
  const path = join(folder, 'spedy.db');
  const opened = openDatabase(`sqlite:${path}`, () => {});
  await migrate(opened);
  await opened.db.destroy();
  const bytes = readFileSync(path);
  rmSync(folder, { recursive: true });
  return bytes;
}
