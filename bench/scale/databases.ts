import { constants, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { sqlitePath } from '../../src/storage/database-name.ts';
import { PostgresServer } from '../../test/support/databases/postgres-server.ts';
import { connect, query } from '../../test/support/databases/sql.ts';
import { buildDataSet } from './build.ts';
import { type DataSet, dataSetVersion } from './data-set.ts';

export type DatabaseKind = 'sqlite' | 'postgres';

/** A copy of a data set, which a run can change. */
type Copy = { readonly url: string; readonly data: DataSet };

/** Where data sets of one kind of database are. */
export type Store = {
  /**
   * Copies the data set with this number of tickets. Builds it first if it does not exist yet.
   * @param name of the copy, which replaces an earlier one
   */
  readonly copy: (tickets: number, name: string) => Promise<Copy>;
  /** Updates the statistics that an operator's database has, after the server has migrated the copy. */
  readonly settle: (url: string) => Promise<void>;
  /** The IDs of the processes that work for the database besides the server. */
  readonly processes: () => number[];
  readonly close: () => Promise<void>;
};

/** Opens the data sets in a folder, which stay there for the next run. */
export async function openStore(kind: DatabaseKind, folder: string): Promise<Store> {
  mkdirSync(folder, { recursive: true });
  return kind === 'sqlite' ? sqliteStore(folder) : postgresStore(folder);
}

/** Returns the description of a kept data set, or builds and describes it. */
async function described(path: string, build: () => Promise<DataSet>): Promise<DataSet> {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as DataSet;
  const data = await build();
  writeFileSync(path, JSON.stringify(data), { mode: 0o600 });
  return data;
}

/** A ticket that the server has not indexed yet. */
const missing = `
  select 1 from tickets as t left join ticket_search as s on s.organization_id = t.organization_id and s.ticket_id = t.id
  where s.ticket_id is null limit 1`;

/** The server fills its search index after the start. */
async function untilTrue(check: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await check())) await delay(1_000);
}

function nameOf(tickets: number): string {
  return `scale_${dataSetVersion}_${tickets}`;
}

function sqliteStore(folder: string): Store {
  return {
    copy: async (tickets, name) => {
      const base = join(folder, `${nameOf(tickets)}.db`);
      const copy = join(folder, `${nameOf(tickets)}-${name}.db`);
      const data = await described(join(folder, `${nameOf(tickets)}-sqlite.json`), () => {
        remove(base);
        return buildDataSet(`sqlite:${base}`, tickets);
      });
      remove(copy);
      copyFileSync(base, copy, constants.COPYFILE_FICLONE);
      return { url: `sqlite:${copy}`, data };
    },
    // The product does not run ANALYZE, and its documentation does not ask for it.
    settle: (url) =>
      untilTrue(() => {
        const database = new DatabaseSync(sqlitePath(url), { readOnly: true });
        const row = database.prepare(missing).get();
        database.close();
        return row === undefined;
      }),
    processes: () => [],
    close: async () => {},
  };
}

function remove(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

async function postgresStore(folder: string): Promise<Store> {
  const cluster = join(folder, 'postgres');
  const server = await PostgresServer.create({ durable: true, data: cluster });
  const maintenance = server.url('postgres');
  const replace = async (name: string, template = 'template1') => {
    await query(maintenance, `drop database if exists ${name} with (force)`);
    await query(maintenance, `create database ${name} template ${template} strategy file_copy`);
  };
  return {
    copy: async (tickets, name) => {
      const base = nameOf(tickets);
      const data = await described(join(folder, `${base}-postgres.json`), async () => {
        await replace(base);
        return buildDataSet(server.url(base), tickets);
      });
      await replace(`${base}_${name}`, base);
      return { url: server.url(`${base}_${name}`), data };
    },
    // The autovacuum daemon would do the same some minutes later.
    settle: (url) =>
      connect(url, async (client) => {
        await untilTrue(async () => {
          const { rowCount } = await client.query(
            "select 1 from pg_index where indexrelid = to_regclass('ticket_search_by_token') and indisvalid",
          );
          return rowCount === 1;
        });
        await client.query('vacuum analyze');
      }),
    processes: () => {
      const [pid = ''] = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
      return [pid, ...children].map(Number);
    },
    close: () => server.destroy(),
  };
}
