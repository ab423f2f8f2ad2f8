import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { type Database, inTransaction } from '../database.ts';
import { sqlitePath } from '../database-name.ts';
import { isPostgres } from './is-postgres.ts';

/**
 * From now on, this process overwrites everything that it deletes, also where SQLite would leave it because that costs more
 * writes. PostgreSQL does it when it vacuums.
 */
export async function overwriteDeleted(db: Database): Promise<void> {
  if (!isPostgres(db)) await inTransaction(db, (trx) => sql`pragma secure_delete = on`.execute(trx));
}

/** Milliseconds to wait for others' transactions and copies of the log. */
const patience = 5_000;
/** Milliseconds between two attempts. */
const pause = 20;
/** Never notified: Atomics.wait on it pauses the thread. */
const neverNotified = new Int32Array(new SharedArrayBuffer(4));

/**
 * Empties SQLite's write-ahead log, which has what the database contained before. A running server would leave it there for as
 * long as little is written. Nothing to do for PostgreSQL.
 * @returns false if a long read of another process prevents it
 */
export function emptyWriteAheadLog(databaseUrl: string): boolean {
  if (!databaseUrl.startsWith('sqlite:')) return true;
  const database = new DatabaseSync(sqlitePath(databaseUrl), { timeout: patience });
  try {
    const checkpoint = database.prepare('pragma wal_checkpoint(truncate)');
    // While another process copies the log, SQLite does not wait.
    for (const by = performance.now() + patience; ; Atomics.wait(neverNotified, 0, 0, pause)) {
      if (checkpoint.get()?.busy === 0) return true;
      if (performance.now() >= by) return false;
    }
  } finally {
    database.close();
  }
}
