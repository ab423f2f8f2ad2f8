import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { inject } from 'vitest';
import { templateDatabase } from './postgres-cluster.ts';
import { connect } from './sql.ts';

type Emptied = { readonly tables: string; readonly bytes: number };
type Migrated = Emptied & { readonly url: string };

/** Unused migrated databases. Emptying one is much faster than dropping it and copying the template again. */
const idle: Migrated[] = [];
/** Bytes of deleted rows with which a database is dropped: until a vacuum, whatever reads a whole table reads them too. */
const mostDeleted = 8_000_000;

/** Returns a migrated database without rows. Another test reuses it, unless this test changes its tables or fills them. */
export async function borrowMigrated() {
  const migrated = idle.pop() ?? (await createMigrated());
  const { url, tables, bytes } = migrated;
  const release = async () => {
    const emptied = await empty(url);
    if (emptied.tables === tables && emptied.bytes < bytes + mostDeleted) idle.push(migrated);
    else await dropDatabase(url);
  };
  return { url, drop: release };
}

/** Creates a database without tables. */
export async function createDatabaseWithoutTables() {
  const url = await createDatabase('template1');
  return { url, drop: () => dropDatabase(url) };
}

/** Copies a database that nobody uses. */
export async function copyDatabase(url: string) {
  const copy = await createDatabase(databaseOf(url));
  return { url: copy, drop: () => dropDatabase(copy) };
}

async function createMigrated(): Promise<Migrated> {
  const url = await createDatabase(templateDatabase);
  return { url, ...(await empty(url)) };
}

/** Deletes every row except those of the migrations. Returns a description of the tables and columns, and the size of the database. */
function empty(url: string): Promise<Emptied> {
  return connect(url, async (client) => {
    await client.query(endOthers);
    await client.query(emptyTables);
    const { rows } = await client.query<{ tables: string; bytes: string }>(describeTables);
    return { tables: rows[0]?.tables ?? '', bytes: Number(rows[0]?.bytes) };
  });
}

const endOthers = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

/** Deletes in any order, without foreign keys, and restarts the sequences. */
const emptyTables = `
  set session_replication_role = replica;
  do $$ declare name text; begin
    for name in select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%' loop
      execute format('delete from %I', name);
    end loop;
    perform setval(format('%I', sequencename)::regclass, 1, false) from pg_sequences where schemaname = 'public';
  end $$`;

const describeTables = `select string_agg(concat_ws(' ', relname, attname, atttypid), ',' order by relname, attname) as tables,
    pg_database_size(current_database()) as bytes
  from pg_attribute join pg_class on pg_class.oid = attrelid
  where relnamespace = 'public'::regnamespace and not attisdropped`;

async function createDatabase(template: string): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  // Copying files is the fastest strategy if nothing must be durable.
  await administer(`create database ${name} template ${template} strategy file_copy`);
  return inject('postgresUrl').replace(/[^/]+$/, name);
}

function dropDatabase(url: string): Promise<void> {
  return administer(`drop database ${databaseOf(url)} with (force)`);
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

let administrator: Pool | undefined;

/** Uses one connection for all tests of this process, because connecting takes as long as copying a database. */
async function administer(statement: string): Promise<void> {
  if (!administrator) {
    administrator = new Pool({ connectionString: inject('postgresUrl'), max: 1, allowExitOnIdle: true });
    // The connection breaks when the cluster stops.
    administrator.on('error', () => {});
  }
  await administrator.query(statement);
}
