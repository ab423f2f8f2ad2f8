import { Client } from 'pg';
import { settingsOf } from '../dialects/postgres.ts';
import { checkPostgresEngine } from '../dialects/postgres-engine.ts';
import { connectFailure } from '../dialects/postgres-failures.ts';
import { describeStartFailure } from '../errors.ts';
import type { Row } from './format.ts';
import type { TableShape } from './shape.ts';
import { columnList, quoted, type Snapshot } from './snapshot.ts';

/** Rows at once: few enough that large tickets do not need much memory. */
const batchSize = 500;
/** Milliseconds to wait for a connection. */
const connectTimeout = 10_000;

/**
 * Opens a snapshot of a PostgreSQL database: a read-only transaction that sees what was committed when it began. It also
 * works through a pooler, and on a standby.
 * @throws StorageError; DatabaseUnavailable
 */
export async function openPostgresSnapshot(url: string): Promise<Snapshot> {
  const client = await connectAlone(url);
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    return snapshotOf(client);
  } catch (error) {
    await client.end().catch(() => {});
    throw describeStartFailure(error);
  }
}

/**
 * Connects for one long transaction, with a connection outside the pools of a server.
 * @throws StorageError; DatabaseUnavailable
 */
export async function connectAlone(url: string): Promise<Client> {
  const { pipeline: _, ...settings } = settingsOf(url);
  await checkPostgresEngine(settingsOf(url)).catch((error: unknown) => {
    throw describeStartFailure(error);
  });
  const client = new Client({ ...settings, connectionTimeoutMillis: connectTimeout });
  // A lost connection also fails the query that waits for it.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    throw describeStartFailure(connectFailure(error));
  }
  return client;
}

/** Reads an open transaction as a snapshot. Whoever closes the snapshot ends the connection. */
export function snapshotOf(client: Client): Snapshot {
  return {
    engine: 'PostgreSQL',
    steps: () => stepsOf(client),
    count: async (table) => {
      const { rows } = await client.query<{ n: number }>(`select count(*) as n from ${quoted(table)}`);
      return rows[0]?.n ?? 0;
    },
    rows: (table) => rowsOf(client, table),
    close: () => client.end(),
  };
}

async function stepsOf(client: Client): Promise<string[]> {
  const { rows: found } = await client.query("select 1 where to_regclass('kysely_migration') is not null");
  if (found.length === 0) return [];
  const { rows } = await client.query<{ name: string }>(
    'select name from kysely_migration order by name collate "C"',
  );
  return rows.map(({ name }) => name);
}

async function* rowsOf(client: Client, table: TableShape): AsyncGenerator<Row[]> {
  const fetch = { text: `fetch ${batchSize} from spedy_rows`, rowMode: 'array' as const };
  await client.query(
    `declare spedy_rows no scroll cursor for select ${columnList(table)} from ${quoted(table.name)}`,
  );
  try {
    for (;;) {
      const { rows } = await client.query<unknown[]>(fetch);
      if (rows.length > 0) yield rows.map((values) => portableRow(values, table));
      if (rows.length < batchSize) break;
    }
  } finally {
    // After an error, the transaction is over, and the cursor with it.
    await client.query('close spedy_rows').catch(() => {});
  }
}

function portableRow(values: readonly unknown[], { columns }: TableShape): Row {
  return values.map((value, index) => {
    if (value === null || typeof value === 'string' || typeof value === 'number') return value;
    if (Buffer.isBuffer(value)) return value.toString('base64');
    throw new Error(`PostgreSQL returned ${columns[index]?.name} as ${typeof value}`);
  });
}
