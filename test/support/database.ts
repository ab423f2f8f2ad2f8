import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { query } from './sql.ts';
import { makeDatabaseFolder } from './temporary-folder.ts';

export type TestDatabase = { readonly url: string; readonly drop: () => Promise<void> };

/** Which database this run of the suite is about. */
export const databaseKind = process.env.TEST_DATABASE === 'postgres' ? 'postgres' : 'sqlite';

/** An address of a new database of the kind under test: on PostgreSQL a migrated copy, or with `empty` a bare one. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  if (databaseKind === 'sqlite') return createSqliteFile();
  const cluster = inject('postgresUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await query(cluster, `create database ${name}${empty ? '' : ' template spedy_template'}`);
  const url = cluster.replace(/[^/]+$/, name);
  return { url, drop: async () => void (await query(cluster, `drop database ${name} with (force)`)) };
}

function createSqliteFile(): TestDatabase {
  const folder = makeDatabaseFolder('spedy-test-');
  return {
    url: `sqlite:${join(folder, 'spedy.db')}`,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
