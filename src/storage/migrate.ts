import { sql } from 'kysely';
import { DEFAULT_MIGRATION_LOCK_TABLE, MIGRATION_LOCK_ID, type Migration, Migrator } from 'kysely/migration';
import type { Database, OpenDatabase, Transaction } from './database.ts';
import { withDeadline } from './deadline.ts';
import { describeStartFailure, isUnavailable, StorageError } from './errors.ts';
import { migrationSteps } from './migrations/list.ts';

/** Milliseconds for all steps together, and for those of another process that has come first. */
const migrationDeadline = 3_600_000;

/**
 * Brings the database to this program's schema, under a lock, all steps in one transaction: of two processes that
 * start together one does it and the other finds it done. Returns the names of the steps that this call ran.
 * @throws StorageError when the database was made by a newer program, or is damaged
 */
export async function migrate(database: OpenDatabase): Promise<readonly string[]> {
  const applied = await appliedSteps(database.db).catch((error: unknown) => {
    throw describeStartFailure(error);
  });
  refuseNewer(applied);
  if (applied.length === Object.keys(migrationSteps).length) return [];
  try {
    return await withDeadline(migrationDeadline, () =>
      database.db.transaction().execute((trx) => runSteps(trx, database)),
    );
  } catch (error) {
    const described = describeStartFailure(error);
    if (described instanceof StorageError || isUnavailable(described)) throw described;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageError(`The database could not be brought up to date; nothing was changed: ${reason}`, {
      cause: error,
    });
  }
}

async function runSteps(trx: Transaction, database: OpenDatabase): Promise<readonly string[]> {
  const { adapter } = trx.getExecutor();
  // Before the migrator makes its own tables, which it does before it takes the lock.
  await adapter.acquireMigrationLock(trx, {
    lockTable: DEFAULT_MIGRATION_LOCK_TABLE,
    lockRowId: MIGRATION_LOCK_ID,
  });
  const migrator = new Migrator({ db: trx, provider: { getMigrations: async () => bind(database) } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) throw error;
  return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);
}

function bind({ types }: OpenDatabase): Record<string, Migration> {
  const bound: Record<string, Migration> = {};
  for (const [name, step] of Object.entries(migrationSteps)) bound[name] = { up: (db) => step(db, types) };
  return bound;
}

function refuseNewer(applied: readonly string[]): void {
  const unknown = applied.filter((name) => !(name in migrationSteps));
  if (unknown.length > 0) {
    throw new StorageError(
      `The database was made by a newer Spedy (it has ${unknown.join(', ')}). Nothing was changed: run that version, or restore a backup made before the upgrade.`,
    );
  }
}

/** Whether a program of this kind has ever brought the database up to date. */
export async function hasSchema(db: Database): Promise<boolean> {
  return (await appliedSteps(db)).length > 0;
}

async function appliedSteps(db: Database): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}
