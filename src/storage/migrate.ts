import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { OpenDatabase } from './database.ts';
import { isUnavailable, StorageError } from './errors.ts';
import { migrationSteps } from './migrations/list.ts';

/**
 * Brings the database to this program's schema, under a lock, all steps in one transaction: of two processes that
 * start together one does it and the other finds it done. Returns the names of the steps that this call ran.
 * @throws StorageError when the database was made by a newer program, or is damaged
 */
export async function migrate(database: OpenDatabase): Promise<readonly string[]> {
  await refuseNewer(database);
  const migrator = new Migrator({
    db: database.db,
    provider: { getMigrations: async () => bind(database) },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) {
    if (isUnavailable(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageError(`The database could not be brought up to date; nothing was changed: ${reason}`, {
      cause: error,
    });
  }
  return (results ?? [])
    .filter((result) => result.status === 'Success')
    .map((result) => result.migrationName);
}

function bind({ types }: OpenDatabase): Record<string, Migration> {
  const bound: Record<string, Migration> = {};
  for (const [name, step] of Object.entries(migrationSteps)) bound[name] = { up: (db) => step(db, types) };
  return bound;
}

async function refuseNewer({ db }: OpenDatabase): Promise<void> {
  const tables = await db.introspection
    .getTables({ withInternalKyselyTables: true })
    .catch((error: unknown) => {
      throw isUnavailable(error) ? error : unreadable(error);
    });
  if (!tables.some((table) => table.name === 'kysely_migration')) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const unknown = rows.map((row) => row.name).filter((name) => !(name in migrationSteps));
  if (unknown.length > 0) {
    throw new StorageError(
      `The database was made by a newer Spedy (it has ${unknown.join(', ')}). Nothing was changed: run that version, or restore a backup made before the upgrade.`,
    );
  }
}

/** A database that cannot be read: a file that is damaged, or a PostgreSQL that refuses who or what asks. */
function unreadable(error: unknown): StorageError {
  const reason = error instanceof Error ? error.message : String(error);
  const isFile = error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
  const remedy = isFile
    ? 'restore it from a backup'
    : "check the user, the password and the database's name in DATABASE_URL";
  return new StorageError(`The database cannot be read (${reason}). Nothing was changed: ${remedy}.`, {
    cause: error,
  });
}
