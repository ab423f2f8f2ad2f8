import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../../src/storage/database.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { PostgresServer } from './postgres-server.ts';
import { query } from './sql.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the test cluster's maintenance database. */
    postgresUrl: string;
  }
}

/** The migrated database that each test database is a copy of. */
export const templateDatabase = 'spedy_template';

/** Starts one PostgreSQL for the whole run, and stops it at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await PostgresServer.create();
  await query(server.url('postgres'), `create database ${templateDatabase}`);
  const template = openDatabase(server.url(templateDatabase), () => {});
  await migrate(template);
  await template.db.destroy();
  project.provide('postgresUrl', server.url('postgres'));
  return () => server.destroy();
}
