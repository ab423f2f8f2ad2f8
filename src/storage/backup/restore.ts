import { type Database, openDatabase } from '../database.ts';
import { sqlitePath } from '../database-name.ts';
import { isPostgres } from '../dialects/is-postgres.ts';
import { StorageError } from '../errors.ts';
import { fillNext } from '../search/fill-queries.ts';
import { buildTokenIndex } from '../search/token-index.ts';
import { TableDigest } from './digest.ts';
import { type BackupEnd, type BackupHead, DamagedBackup } from './format.ts';
import type { Meter } from './meter.ts';
import { openPostgresSnapshot } from './postgres-snapshot.ts';
import { readBackup } from './read.ts';
import { shapeOf, type TableShape } from './shape.ts';
import type { Snapshot } from './snapshot.ts';
import { openSqliteSnapshot } from './sqlite-snapshot.ts';
import { openPostgresTarget } from './targets/postgres-target.ts';
import { openSqliteTarget } from './targets/sqlite-target.ts';
import type { Target } from './targets/target.ts';
import { rowsOf, type VerifiedBackup } from './verify.ts';

/** Tickets that are added to the search index in one transaction. */
const fillSize = 1_000;

/** Opens a snapshot of the database of a URL. @throws StorageError; DatabaseUnavailable */
export async function openSnapshot(url: string): Promise<Snapshot> {
  if (isSqlite(url)) return openSqliteSnapshot(sqlitePath(url));
  return openPostgresSnapshot(url);
}

/** Opens an empty database to restore into. @throws StorageError if it has data or is in use; DatabaseUnavailable */
export async function openTarget(url: string): Promise<Target> {
  return isSqlite(url) ? openSqliteTarget(sqlitePath(url)) : openPostgresTarget(url);
}

/**
 * Restores a verified backup: its schema, its rows, and the rows compared with the backup by count and content. Others see
 * everything at once, or nothing.
 * @throws StorageError; DamagedBackup if the file was changed since it was verified
 */
export async function restoreBackup(
  path: string,
  { head, end }: VerifiedBackup,
  target: Target,
  meter: Meter,
): Promise<void> {
  const tables = await shapeOf(head.schema);
  await target.create(head.schema);
  meter.begin('Restoring', rowsOf(head));
  for await (const part of readBackup(path)) {
    if (!('rows' in part)) continue;
    const table = tables[part.table];
    if (!table) throw new DamagedBackup('it was changed while it was restored');
    await target.insert(table, part.rows);
    meter.add(part.rows.length);
  }
  await compare(target.inserted, tables, head, end, meter);
  await target.finish(head.schema);
}

/** Reads back what was inserted, and compares it with the backup. */
async function compare(
  inserted: Snapshot,
  tables: readonly TableShape[],
  head: BackupHead,
  end: BackupEnd,
  meter: Meter,
): Promise<void> {
  meter.begin('Comparing', rowsOf(head));
  for (const [index, table] of tables.entries()) {
    const digest = new TableDigest();
    for await (const rows of inserted.rows(table)) {
      for (const row of rows) digest.add(JSON.stringify(row));
      meter.add(rows.length);
    }
    const expected = end.tables[index];
    if (expected?.rows !== digest.rows || expected.digest !== digest.hex)
      throw new StorageError(
        `the rows of ${table.name} differ from the backup after they were written (${digest.rows} of ${expected?.rows}). Nothing was restored`,
      );
  }
}

/**
 * Fills the search index of a restored database. If this is interrupted, servers continue it.
 * @returns the number of tickets
 */
export async function fillSearchIndex(db: Database, tickets: number, meter: Meter): Promise<number> {
  meter.begin('Indexing tickets', tickets);
  let filled = 0;
  for (;;) {
    const added = await fillNext(db, fillSize);
    filled += added;
    meter.add(added);
    if (added < fillSize) break;
  }
  if (isPostgres(db)) await buildTokenIndex(db);
  return filled;
}

function isSqlite(url: string): boolean {
  if (url.startsWith('sqlite:')) return true;
  // Checks the form of the URL, and says what is wrong with it.
  void openDatabase(url, () => {}).db.destroy();
  return false;
}
