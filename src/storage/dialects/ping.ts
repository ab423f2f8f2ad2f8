import { sql } from 'kysely';
import { compileOnce } from '../compile-once.ts';
import type { Database } from '../database.ts';
import { isPostgres } from './is-postgres.ts';

const lookUp = compileOnce((db) => db.selectNoFrom(sql`1`.as('one')));

/**
 * Opens the connection of look-ups, so that the first requests of a server that starts do not wait for it.
 * @throws DatabaseUnavailable
 */
export async function openLookUps(db: Database): Promise<void> {
  await lookUp(db, {});
}

/**
 * Checks that the database answers look-ups and can commit, because requests need both, over different connections. On
 * PostgreSQL it commits a message of a few bytes to the log, which changes no table: a primary whose synchronous standby is
 * missing answers queries, but no commit.
 * @throws DatabaseUnavailable
 */
export async function pingDatabase(db: Database): Promise<void> {
  await Promise.all([lookUp(db, {}), isPostgres(db) ? commitNothing(db) : undefined]);
}

async function commitNothing(db: Database): Promise<void> {
  // The update of no row fails in a read-only session, which is then not used again.
  await sql`with nothing as (update changes set subject = subject where false)
    select pg_logical_emit_message(true, 'spedy', '')`.execute(db);
}
