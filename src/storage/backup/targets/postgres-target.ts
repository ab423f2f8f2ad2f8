import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ControlledTransaction, Kysely, PostgresDialect } from 'kysely';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { databaseName } from '../../database-name.ts';
import { migrationLock, postgresTypes } from '../../dialects/postgres.ts';
import { StorageError } from '../../errors.ts';
import { runSteps } from '../../migrate.ts';
import type { Tables } from '../../tables/tables.ts';
import type { Row } from '../format.ts';
import { connectAlone, snapshotOf } from '../postgres-snapshot.ts';
import { shapeOf, type TableShape } from '../shape.ts';
import { columnList, quoted } from '../snapshot.ts';
import { inUse, leftByStart, notEmpty, requireOwnTables, searchFillStep, type Target } from './target.ts';

/** Tables that no backup has (shape.ts). */
const withoutBackup = [
  'ticket_search',
  'ticket_search_samples',
  'search_fills',
  'changes',
  'kysely_migration',
  'kysely_migration_lock',
];

/**
 * Restores into an empty PostgreSQL database, in one transaction over a connection of its own. Servers that start meanwhile
 * wait for it, because it holds the lock of migrations.
 * @throws StorageError if the database has data or is in use; DatabaseUnavailable
 */
export async function openPostgresTarget(url: string): Promise<Target> {
  const client = await connectAlone(url);
  const name = databaseName(url);
  try {
    const trx = await beginRestore(client);
    await requireUnused(client, name);
    const existing = await requireEmpty(client, name);
    return targetOf(client, trx, existing);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

function targetOf(client: Client, trx: ControlledTransaction<Tables>, existing: readonly string[]): Target {
  let filled: string[] = [];
  let indexes: readonly string[] = [];
  return {
    create: async (steps) => {
      for (const table of [...existing].reverse())
        await client.query(`drop table if exists ${quoted(table)} cascade`);
      await client.query('drop routine if exists append_audit_event, refresh_oauth_connections');
      await runSteps(trx, { types: postgresTypes }, () => {}, steps);
      // Building it at the end is faster than adding each ticket.
      await client.query('drop index if exists ticket_search_by_token');
      indexes = await dropIndexes(client);
    },
    insert: async (table, rows) => {
      if (filled.at(-1) !== table.name) filled = [...filled, table.name];
      const text = rows.map((row) => copyLine(table, row)).join('');
      const into = client.query(copyFrom(`copy ${quoted(table.name)} (${columnList(table)}) from stdin`));
      await pipeline(Readable.from([Buffer.from(text)]), into).catch((error: unknown) => {
        throw rejectedRow(table, error);
      });
    },
    inserted: snapshotOf(client),
    finish: async (steps) => {
      for (const definition of indexes) await client.query(definition);
      if (steps.includes(searchFillStep))
        await client.query(`
          insert into search_fills (organization_id, created_at, id, next_ordinal)
            select organization_id, max(created_at) + 1, '', count(*) - 1 from tickets group by organization_id;
          insert into changes (subject, swept_below) values (null, pg_current_xact_id()::text::bigint)`);
      for (const table of filled) await client.query(`analyze ${quoted(table)}`);
      await trx.commit().execute();
    },
    close: async () => {
      // Without a commit, the transaction ends with its connection.
      await client.end().catch(() => {});
    },
  };
}

/** Begins the transaction on the client, which the migrations use as Kysely's only connection. */
async function beginRestore(client: Client): Promise<ControlledTransaction<Tables>> {
  const connection = Object.assign(client, { release: () => {} });
  const pool = { connect: async () => connection, end: async () => {}, options: {} };
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const trx = await db.startTransaction().execute();
  await client.query(
    `set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0; set local lock_timeout = 5000`,
  );
  await client.query(`select pg_advisory_xact_lock(${migrationLock})`);
  return trx;
}

async function requireUnused(client: Client, name: string): Promise<void> {
  const { rows } = await client.query<{ count: number }>(`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
      and backend_type = 'client backend'`);
  const count = rows[0]?.count ?? 0;
  if (count > 0) throw inUse(name, `${count} other connection${count === 1 ? '' : 's'}`);
}

/** Returns the tables that exist, each after those that it refers to. */
async function requireEmpty(client: Client, name: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select tablename as name from pg_tables where schemaname = current_schema()',
  );
  const steps = await snapshotOf(client).steps();
  const own = await shapeOf(steps.length > 0 ? [...steps] : []).catch(() => []);
  const found = rows.map((row) => row.name);
  requireOwnTables(name, found, steps);
  const tables = own.map((table) => table.name).filter((table) => found.includes(table));
  for (const table of tables) {
    if (leftByStart.includes(table)) continue;
    const { rows: some } = await client.query(`select 1 from ${quoted(table)} limit 1`);
    if (some.length > 0) throw notEmpty(name, table);
  }
  return [...tables, ...withoutBackup];
}

/**
 * Drops the indexes that no constraint needs, because building each once from all rows is much faster. Returns the statements
 * that create them.
 */
async function dropIndexes(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = current_schema() and tablename not like 'kysely%'
      and not exists (select 1 from pg_constraint where conindid = to_regclass(quote_ident(indexname)))`);
  for (const { name } of rows) await client.query(`drop index ${quoted(name)}`);
  await client.query("set local maintenance_work_mem = '256MB'");
  return rows.map(({ definition }) => definition);
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const special = /[\\\t\n\r]/;
const allSpecial = /[\\\t\n\r]/g;

/** A row in the text format of COPY. */
function copyLine({ columns }: TableShape, row: Row): string {
  let line = '';
  for (const [index, value] of row.entries()) {
    if (index > 0) line += '\t';
    if (value === null) line += '\\N';
    else if (typeof value === 'number') line += value;
    else if (columns[index]?.type === 'bytes') line += `\\\\x${Buffer.from(value, 'base64').toString('hex')}`;
    else line += special.test(value) ? value.replace(allSpecial, (found) => escapes[found] ?? found) : value;
  }
  return `${line}\n`;
}

function rejectedRow({ name }: TableShape, error: unknown): unknown {
  if (!(error instanceof Error) || !('severity' in error)) return error;
  return new StorageError(`PostgreSQL rejects a row of ${name} (${error.message}). Nothing was changed`, {
    cause: error,
  });
}
