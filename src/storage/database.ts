import { Kysely, type Transaction as KyselyTransaction } from 'kysely';
import type { ChangeSource } from './changes/change-source.ts';
import { announceChanges, collectChanges } from './changes/pending-changes.ts';
import { sqlitePath } from './database-name.ts';
import { deadline, withDeadline } from './deadline.ts';
import type { ColumnTypes } from './dialects/column-types.ts';
import { openPostgres, postgresTypes, settingsOf } from './dialects/postgres.ts';
import { postgresChanges } from './dialects/postgres-changes.ts';
import { checkPostgresEngine } from './dialects/postgres-engine.ts';
import { Reach } from './dialects/postgres-reach.ts';
import { DirectExecutor } from './dialects/queries/direct-executor.ts';
import { openSqlite, sqliteTypes } from './dialects/sqlite.ts';
import { sqliteChanges } from './dialects/sqlite-changes.ts';
import { isCopying } from './dialects/sqlite-log/log-copier.ts';
import { readerThreads } from './dialects/sqlite-readers/reader-threads.ts';
import type { Engine } from './engine/engine.ts';
import { isRetryable, StorageError } from './errors.ts';
import { isMigrating } from './migrations/migrate-on-thread.ts';
import type { Tables } from './tables/tables.ts';

/** The database. Queries that may run on their own take it. */
export type Database = Kysely<Tables>;
/** A transaction. Queries that must commit together with others take it. */
export type Transaction = KyselyTransaction<Tables>;

export type OpenDatabase = {
  readonly db: Database;
  readonly types: ColumnTypes;
  /** The path of a SQLite file; null for PostgreSQL and in memory. */
  readonly file: string | null;
  /** Opens a reader of its change feed. The caller must close it. */
  readonly changes: () => ChangeSource;
  /**
   * Checks that the database is one that Spedy supports.
   * @throws StorageError if it is not; DatabaseUnavailable
   */
  readonly checkEngine: () => Promise<Engine>;
};

const retries = 3;
/** Connections to PostgreSQL. On two cores, more are not faster. */
const defaultConnections = 16;

/** A comma between the user and the path, as libpq accepts it for a list of hosts. */
const severalHosts = /^\w+:\/\/([^/?#]*@)?[^/?#@]*,/;

/**
 * Opens the database of a URL: `sqlite:PATH` or `postgres://…`. Does not connect to PostgreSQL; the first
 * query does.
 * @param onIdleError called when an idle pooled connection fails; the pool replaces it
 * @param mayCreate whether to create a missing SQLite file
 * @param isLong whether its transactions are long, as those of migrations: on SQLite, each of them commits by itself
 * @param connections the maximum number of connections to PostgreSQL, at least 6
 * @throws StorageError if the URL or the file is not usable
 */
export function openDatabase(
  url: string,
  onIdleError: (error: Error) => void,
  { mayCreate = true, isLong = false, connections = defaultConnections } = {},
): OpenDatabase {
  if (url.startsWith('sqlite:')) {
    const path = sqlitePath(url);
    return {
      db: new Kysely<Tables>(openSqlite(path, { mayCreate, isLong })),
      types: sqliteTypes,
      file: path === ':memory:' ? null : path,
      changes: () => sqliteChanges(path),
      checkEngine: async () => ({ name: 'SQLite', warning: null }),
    };
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    if (severalHosts.test(url)) {
      throw new StorageError(
        'DATABASE_URL names several hosts. Spedy connects to one address: put HAProxy in front of the hosts, which forwards to the primary (docs/high-availability.md).',
      );
    }
    if (!URL.canParse(url)) {
      throw new StorageError(
        'DATABASE_URL is not a valid URL. Write it as postgres://user:password@host:5432/name, with every @, /, #, ? and % in the password percent-encoded.',
      );
    }
    const reach = new Reach();
    return {
      db: new Kysely<Tables>({ dialect: openPostgres(url, onIdleError, reach, connections) }),
      types: postgresTypes,
      file: null,
      changes: () => postgresChanges(url, reach, onIdleError),
      checkEngine: () => checkPostgresEngine(settingsOf(url)),
    };
  }
  throw new StorageError('DATABASE_URL must begin with sqlite: or postgres://.');
}

/**
 * Runs work in one transaction: all of it commits, or none. Retries a few times after a PostgreSQL deadlock,
 * so the work must have no effect outside the database. If given a transaction, the work joins it, so that a
 * caller can combine several changes. Cached credentials that the work changed are dropped before this
 * returns, also after a failure, because a connection lost during the commit leaves the outcome unknown.
 */
export async function inTransaction<T>(db: Database, work: (trx: Transaction) => Promise<T>): Promise<T> {
  if (isTransaction(db)) return work(db);
  const by = deadline();
  for (let attempt = 1; ; attempt += 1) {
    const changes: string[] = [];
    try {
      // All attempts share one time limit.
      return await withDeadline(by - performance.now(), () =>
        transact(db, (trx) => {
          collectChanges(trx, changes);
          return work(trx);
        }),
      );
    } catch (error) {
      if (attempt > retries || !isRetryable(error) || performance.now() >= by) throw error;
    } finally {
      announceChanges(db, changes);
    }
  }
}

function transact<T>(db: Database, work: (trx: Transaction) => Promise<T>): Promise<T> {
  const executor = db.getExecutor();
  return executor instanceof DirectExecutor ? executor.transact(work) : db.transaction().execute(work);
}

function isTransaction(db: Database): db is Transaction {
  return db.isTransaction;
}

/** Whether a thread runs a query, a migration or a copy that cannot be interrupted. The process cannot exit before it ends. */
export function isHeldUp(): boolean {
  return readerThreads.isLate || isMigrating() || isCopying();
}
