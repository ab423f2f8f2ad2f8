import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import { inject } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { makeDatabaseFolder } from './temporary-folder.ts';

export type TestDatabase = { readonly url: string; readonly drop: () => Promise<void> };

/** Which database this run of the suite is about. */
export const databaseKind = process.env.TEST_DATABASE === 'postgres' ? 'postgres' : 'sqlite';

/** An address of a new database of the kind under test: a copy of a migrated one, or with `empty` a bare one. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  if (databaseKind === 'sqlite') return createSqliteFile(empty);
  const cluster = inject('postgresUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const template = empty ? 'template1' : 'spedy_template';
  // To copy the files is quickest where nothing need be durable.
  await administer(cluster, `create database ${name} template ${template} strategy file_copy`);
  const url = cluster.replace(/[^/]+$/, name);
  return { url, drop: () => administer(cluster, `drop database ${name} with (force)`) };
}

let administrator: Pool | undefined;

/** Over one connection for all tests of this process: to connect takes as long as to copy a database. */
async function administer(cluster: string, statement: string): Promise<void> {
  if (!administrator) {
    administrator = new Pool({ connectionString: cluster, max: 1, allowExitOnIdle: true });
    // It is gone once the cluster is.
    administrator.on('error', () => {});
  }
  await administrator.query(statement);
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

/** The bytes of a migrated SQLite database, made once in each process. */
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
