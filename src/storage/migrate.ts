import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Database, OpenDatabase, Transaction } from './database.ts';
import { withDeadline } from './deadline.ts';
import type { ColumnTypes } from './dialects/column-types.ts';
import { describeStartFailure, isLockTimeout, isRetryable, isUnavailable, StorageError } from './errors.ts';
import { migrationSteps } from './migrations/list.ts';
import { migrateOnThread } from './migrations/migrate-on-thread.ts';

/**
 * Time limit in milliseconds for all migrations together, including those of another process that runs first.
 */
const migrationDeadline = 3_600_000;
/** Milliseconds before a migration that was blocked by a lock runs again: at first, and at most. */
const firstRetry = 1_000;
const longestRetry = 16_000;

/** Told what happens to an existing database. */
export type MigrationWatcher = {
  /** A step begins, which can take long. */
  readonly begins: (step: string) => void;
  /** A step waited too long for a lock of another session. Everything is undone, and runs again after some seconds. */
  readonly blocked: (step: string, seconds: number) => void;
};

const nobody: MigrationWatcher = { begins: () => {}, blocked: () => {} };

/**
 * Migrates the database to the current schema in one transaction, under a lock: of several processes that
 * start together, one migrates and the others find it done. Returns the names of the migrations that this
 * call ran. An existing SQLite file is migrated on a thread, so the process keeps answering.
 * On PostgreSQL, a step that waits for a lock blocks whatever comes after it, so it waits a moment only, and the whole
 * migration runs again later.
 * @throws StorageError if the database was created by a newer version or is damaged
 */
export async function migrate(
  database: OpenDatabase,
  watcher: MigrationWatcher = nobody,
): Promise<readonly string[]> {
  const applied = await appliedSteps(database.db).catch((error: unknown) => {
    throw describeStartFailure(error);
  });
  rejectNewer(applied);
  if (applied.length === Object.keys(migrationSteps).length) return [];
  if (applied.length === 0) return runMigrations(database, nobody);
  return database.file === null
    ? runMigrations(database, watcher)
    : migrateOnThread(database.file, watcher.begins);
}

/** Migrates the database on this thread. @throws as `migrate` does */
export async function runMigrations(
  database: OpenDatabase,
  watcher: MigrationWatcher,
): Promise<readonly string[]> {
  try {
    return await whenUnlocked(watcher, (milliseconds, onStep) =>
      withDeadline(milliseconds, () =>
        database.db.transaction().execute((trx) => runSteps(trx, database, onStep)),
      ),
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

/** Runs all steps again as long as another session holds a lock that they need. */
async function whenUnlocked<T>(
  watcher: MigrationWatcher,
  run: (milliseconds: number, onStep: (name: string) => void) => Promise<T>,
): Promise<T> {
  const by = performance.now() + migrationDeadline;
  for (let pause = firstRetry; ; pause = Math.min(longestRetry, pause * 2)) {
    let running: string | undefined;
    const onStep = (name: string) => {
      running = name;
      watcher.begins(name);
    };
    try {
      return await run(by - performance.now(), onStep);
    } catch (error) {
      const isBlocked = isLockTimeout(error) || isRetryable(error);
      if (running === undefined || !isBlocked || performance.now() + pause >= by) throw error;
      watcher.blocked(running, pause / 1_000);
    }
    await setTimeout(pause);
  }
}

/**
 * Runs some steps in a transaction, such as those of an older version whose backup is restored. Returns the names of those
 * that were not there.
 */
export async function runSteps(
  trx: Transaction,
  { types }: Pick<OpenDatabase, 'types'>,
  onStep: (name: string) => void,
  names: readonly string[] = Object.keys(migrationSteps),
): Promise<readonly string[]> {
  // Most starts have nothing to migrate.
  const { DEFAULT_MIGRATION_LOCK_TABLE, MIGRATION_LOCK_ID, Migrator } = await import('kysely/migration');
  const { adapter } = trx.getExecutor();
  // Lock first: the migrator creates its own tables before it takes its lock.
  await adapter.acquireMigrationLock(trx, {
    lockTable: DEFAULT_MIGRATION_LOCK_TABLE,
    lockRowId: MIGRATION_LOCK_ID,
  });
  const migrator = new Migrator({
    db: trx,
    provider: { getMigrations: async () => migrationsOf(types, onStep, names) },
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) throw error;
  return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);
}

function migrationsOf(
  types: ColumnTypes,
  onStep: (name: string) => void,
  names: readonly string[],
): Record<string, Migration> {
  const migrations: Record<string, Migration> = {};
  for (const [name, step] of Object.entries(migrationSteps))
    if (names.includes(name))
      migrations[name] = {
        up: (db) => {
          onStep(name);
          return step(db, types);
        },
      };
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

/** Whether a newer version has migrated the database, such as during the upgrade of another server. */
export async function isNewerSchema(db: Database): Promise<boolean> {
  const newest = sql<{ name: string }>`select name from kysely_migration order by name desc limit 1`;
  return (await newest.execute(db)).rows.some(({ name }) => !(name in migrationSteps));
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
