import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Database, OpenDatabase, Transaction } from './database.ts';
import { withDeadline } from './deadline.ts';
import { describeStartFailure, isUnavailable, StorageError } from './errors.ts';
import { migrationSteps } from './migrations/list.ts';

/**
 * Time limit in milliseconds for all migrations together, including those of another process that runs first.
 */
const migrationDeadline = 3_600_000;

/**
 * Migrates the database to the current schema in one transaction, under a lock: of several processes that
 * start together, one migrates and the others find it done. Returns the names of the migrations that this
 * call ran.
 * @throws StorageError if the database was created by a newer version or is damaged
 */
export async function migrate(database: OpenDatabase): Promise<readonly string[]> {
  const applied = await appliedSteps(database.db).catch((error: unknown) => {
    throw describeStartFailure(error);
  });
  rejectNewer(applied);
  if (applied.length === Object.keys(migrationSteps).length) return [];
  try {
    return await withDeadline(migrationDeadline, () =>
      database.db.transaction().execute((trx) => runSteps(trx, database)),
    );
  } catch (error) {
    const described = describeStartFailure(error);
    if (described instanceof StorageError || isUnavailable(described)) throw described;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageError(`The database could not be migrated. Nothing was changed: ${reason}`, {
      cause: error,
    });
  }
}

async function runSteps(trx: Transaction, database: OpenDatabase): Promise<readonly string[]> {
  // Most starts have nothing to migrate.
  const { DEFAULT_MIGRATION_LOCK_TABLE, MIGRATION_LOCK_ID, Migrator } = await import('kysely/migration');
  const { adapter } = trx.getExecutor();
  // Lock first: the migrator creates its own tables before it takes its lock.
  await adapter.acquireMigrationLock(trx, {
    lockTable: DEFAULT_MIGRATION_LOCK_TABLE,
    lockRowId: MIGRATION_LOCK_ID,
  });
  const migrator = new Migrator({ db: trx, provider: { getMigrations: async () => migrationsOf(database) } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) throw error;
  return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);
}

function migrationsOf({ types }: OpenDatabase): Record<string, Migration> {
  const migrations: Record<string, Migration> = {};
  for (const [name, step] of Object.entries(migrationSteps))
    migrations[name] = { up: (db) => step(db, types) };
  return migrations;
}

function rejectNewer(applied: readonly string[]): void {
  const unknown = applied.filter((name) => !(name in migrationSteps));
  if (unknown.length > 0) {
    throw new StorageError(
      `The database was created by a newer version of Spedy (it has ${unknown.join(', ')}). Nothing was changed. Run that version, or restore a backup from before the upgrade.`,
    );
  }
}

/** Whether any version of Spedy has migrated the database. */
export async function hasSchema(db: Database): Promise<boolean> {
  return (await appliedSteps(db)).length > 0;
}

async function appliedSteps(db: Database): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}
