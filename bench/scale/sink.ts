import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Client } from 'pg';
import { sqlitePath } from '../../src/storage/database-name.ts';

type Value = string | number | null | Uint8Array;
type Row = Readonly<Record<string, Value>>;

/** Takes rows for the tables of an empty database, as fast as the database can. Foreign keys are not checked. */
export type Sink = {
  /** All rows of a table have the same columns. */
  readonly insert: (table: string, row: Row) => Promise<void> | void;
  /** Runs a statement that is the same on both databases. */
  readonly run: (sql: string) => Promise<void>;
  /** Writes what is still buffered and closes the connection. */
  readonly close: () => Promise<void>;
};

export async function openSink(url: string): Promise<Sink> {
  return url.startsWith('sqlite:') ? sqliteSink(sqlitePath(url)) : postgresSink(url);
}

function sqliteSink(path: string): Sink {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec('pragma synchronous = off; pragma cache_size = -1000000; begin');
  const statements = new Map<string, StatementSync>();
  return {
    insert: (table, row) => {
      let statement = statements.get(table);
      if (!statement) {
        const columns = Object.keys(row);
        const marks = columns.map(() => '?').join(', ');
        statement = database.prepare(`insert into ${table} (${columns.join(', ')}) values (${marks})`);
        statements.set(table, statement);
      }
      statement.run(...Object.values(row));
    },
    run: async (sql) => database.exec(sql),
    close: async () => {
      database.exec('commit; pragma wal_checkpoint(truncate)');
      database.close();
    },
  };
}

/** Rows in one statement. */
const batch = 2_000;

async function postgresSink(url: string): Promise<Sink> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("set session_replication_role = 'replica'; set synchronous_commit = off; begin");
  const waiting = new Map<string, Record<string, unknown>[]>();
  const flush = async (table: string, rows: readonly Record<string, unknown>[]) => {
    const [first] = rows;
    if (!first) return;
    const columns = Object.keys(first).join(', ');
    await client.query(
      `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows)],
    );
  };
  const flushAll = async () => {
    for (const [table, rows] of waiting) await flush(table, rows);
    waiting.clear();
  };
  return {
    insert: async (table, row) => {
      const rows = waiting.get(table) ?? [];
      rows.push(withoutBytes(row));
      waiting.set(table, rows);
      if (rows.length < batch) return;
      waiting.delete(table);
      await flush(table, rows);
    },
    run: async (sql) => {
      await flushAll();
      await client.query(sql);
    },
    close: async () => {
      await flushAll();
      await client.query('commit');
      await client.end();
    },
  };
}

/** Writes bytes as text that PostgreSQL reads. */
function withoutBytes(row: Row): Record<string, unknown> {
  const plain: Record<string, unknown> = { ...row };
  for (const [name, value] of Object.entries(row))
    if (value instanceof Uint8Array) plain[name] = `\\x${Buffer.from(value).toString('hex')}`;
  return plain;
}
