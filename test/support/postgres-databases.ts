import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { inject } from 'vitest';
import { templateDatabase } from './postgres-cluster.ts';
import { connect } from './sql.ts';

type Migrated = { readonly url: string; readonly shape: string };

/** Migrated databases that tests are done with. To empty one is quicker by far than to drop it and copy another. */
const idle: Migrated[] = [];

/** A migrated database without a row, kept for another test afterwards unless this one has changed its tables. */
export async function borrowMigrated() {
  const migrated = idle.pop() ?? (await createMigrated());
  const { url, shape } = migrated;
  const giveBack = async () => {
    if ((await empty(url)) === shape) idle.push(migrated);
    else await dropDatabase(url);
  };
  return { url, drop: giveBack };
}

/** A database without a table. */
export async function createBare() {
  const url = await createDatabase('template1');
  return { url, drop: () => dropDatabase(url) };
}

async function createMigrated(): Promise<Migrated> {
  const url = await createDatabase(templateDatabase);
  return { url, shape: await empty(url) };
}

/** Leaves of a database what the migrations made, and tells of which tables and columns it consists. */
function empty(url: string): Promise<string> {
  return connect(url, async (client) => {
    await client.query(endOthers);
    await client.query(emptyTables);
    const { rows } = await client.query<{ shape: string }>(describeTables);
    return rows[0]?.shape ?? '';
  });
}

const endOthers = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

/** Without foreign keys, in any order; numbers begin anew. */
const emptyTables = `
  set session_replication_role = replica;
  do $$ declare name text; begin
    for name in select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%' loop
      execute format('delete from %I', name);
    end loop;
    perform setval(format('%I', sequencename)::regclass, 1, false) from pg_sequences where schemaname = 'public';
  end $$`;

const describeTables = `select string_agg(concat_ws(' ', relname, attname, atttypid), ',' order by relname, attname) as shape
  from pg_attribute join pg_class on pg_class.oid = attrelid
  where relnamespace = 'public'::regnamespace and not attisdropped`;

async function createDatabase(template: string): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  // To copy the files is quickest where nothing need be durable.
  await administer(`create database ${name} template ${template} strategy file_copy`);
  return inject('postgresUrl').replace(/[^/]+$/, name);
}

function dropDatabase(url: string): Promise<void> {
  return administer(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
}

let administrator: Pool | undefined;

/** Over one connection for all tests of this process: to connect takes as long as to copy a database. */
async function administer(statement: string): Promise<void> {
  if (!administrator) {
    administrator = new Pool({ connectionString: inject('postgresUrl'), max: 1, allowExitOnIdle: true });
    // It is gone once the cluster is.
    administrator.on('error', () => {});
  }
  await administrator.query(statement);
}
