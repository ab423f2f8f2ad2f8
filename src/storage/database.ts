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

/** The database: what queries take when they may run alone. */
export type Database = Kysely<Tables>;
/** A transaction: what queries take when they must commit together with others. */
export type Transaction = KyselyTransaction<Tables>;

export type OpenDatabase = {
  readonly db: Database;
  readonly types: ColumnTypes;
  /** A reader of its feed of changes, to be closed by whoever takes it. */
  readonly changes: () => ChangeSource;
};

const retries = 3;

/**
 * Opens the database that a URL names: `sqlite:PATH`, or `postgres://…`. Does not wait for PostgreSQL to be there:
 * the first query finds out.
 * @param onIdleError told of a pooled connection that failed while nobody used it; the pool replaces it
 * @param mayCreate whether a SQLite file that is not there is made
 * @throws StorageError when the URL or the file cannot be used
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
        'DATABASE_URL is not a valid address: write it as postgres://user:password@host:5432/name, with every @, /, #, ? and % of the password percent-encoded.',
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
 * Runs work in one transaction: all of it commits, or none. Runs it again, a few times, where PostgreSQL chose it as
 * the loser of a deadlock; the work must therefore have no effect outside the database. Given a transaction, the work
 * joins it: a caller can make one of several changes. What it noted of access is forgotten by this process before this
 * returns, also where it failed: a connection that is lost during the commit leaves it open whether it happened.
 */
export async function inTransaction<T>(db: Database, work: (trx: Transaction) => Promise<T>): Promise<T> {
  if (isTransaction(db)) return work(db);
  const by = deadline();
  for (let attempt = 1; ; attempt += 1) {
    const noted: string[] = [];
    try {
      // Every attempt has what is left of the time of all.
      return await withDeadline(by - performance.now(), () =>
        db.transaction().execute((trx) => {
          collectChanges(trx, noted);
          return work(trx);
        }),
      );
    } catch (error) {
      if (attempt > retries || !isRetryable(error) || performance.now() >= by) throw error;
    } finally {
      announceChanges(db, noted);
    }
  }
}

function isTransaction(db: Database): db is Transaction {
  return db.isTransaction;
}

/** One trip to the database; throws when it is not there. */
export async function pingDatabase(db: Database): Promise<void> {
  await sql`select 1`.execute(db);
}
