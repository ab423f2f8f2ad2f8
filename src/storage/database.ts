import { Kysely, type Transaction as KyselyTransaction, sql } from 'kysely';
import type { ChangeSource } from './changes/change-source.ts';
import { announceChanges, collectChanges } from './changes/pending-changes.ts';
import { sqlitePath } from './database-name.ts';
import { deadline, withDeadline } from './deadline.ts';
import type { ColumnTypes } from './dialects/column-types.ts';
import { openPostgres, postgresTypes } from './dialects/postgres.ts';
import { postgresChanges } from './dialects/postgres-changes.ts';
import { openSqlite, sqliteTypes } from './dialects/sqlite.ts';
import { sqliteChanges } from './dialects/sqlite-changes.ts';
import { isRetryable, StorageError } from './errors.ts';
import type { Tables } from './tables/tables.ts';

/** The database. Queries that may run on their own take it. */
export type Database = Kysely<Tables>;
/** A transaction. Queries that must commit together with others take it. */
export type Transaction = KyselyTransaction<Tables>;

export type OpenDatabase = {
  readonly db: Database;
  readonly types: ColumnTypes;
  /** Opens a reader of its change feed. The caller must close it. */
  readonly changes: () => ChangeSource;
};

const retries = 3;

/**
 * Opens the database of a URL: `sqlite:PATH` or `postgres://…`. Does not connect to PostgreSQL; the first
 * query does.
 * @param onIdleError called when an idle pooled connection fails; the pool replaces it
 * @param mayCreate whether to create a missing SQLite file
 * @throws StorageError if the URL or the file is not usable
 */
export function openDatabase(
  url: string,
  onIdleError: (error: Error) => void,
  { mayCreate = true } = {},
): OpenDatabase {
  if (url.startsWith('sqlite:')) {
    const path = sqlitePath(url);
    return {
      db: new Kysely<Tables>({ dialect: openSqlite(path, mayCreate) }),
      types: sqliteTypes,
      changes: () => sqliteChanges(path),
    };
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    if (!URL.canParse(url)) {
      throw new StorageError(
        'DATABASE_URL is not a valid URL. Write it as postgres://user:password@host:5432/name, with every @, /, #, ? and % in the password percent-encoded.',
      );
    }
    return {
      db: new Kysely<Tables>({ dialect: openPostgres(url, onIdleError) }),
      types: postgresTypes,
      changes: () => postgresChanges(url, onIdleError),
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
        db.transaction().execute((trx) => {
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

function isTransaction(db: Database): db is Transaction {
  return db.isTransaction;
}

/** Sends one query; throws if the database is unavailable. */
export async function pingDatabase(db: Database): Promise<void> {
  await sql`select 1`.execute(db);
}
