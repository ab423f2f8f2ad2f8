import { type Config, ConfigError, readConfig } from '../server/config.ts';
import { type Database, type OpenDatabase, openDatabase } from '../storage/database.ts';
import { databaseName } from '../storage/database-name.ts';
import { withDeadline } from '../storage/deadline.ts';
import { describeStartFailure } from '../storage/errors.ts';
import { hasSchema, type MigrationWatcher, migrate } from '../storage/migrate.ts';
import { describeFailure } from './describe-failure.ts';
import { CommandFailure, UsageError } from './failure.ts';
import { type OutputOptions, printResult, type Terminal } from './terminal.ts';

/**
 * Time limit in milliseconds for each statement and each transaction of a command. Longer than the server's,
 * because no request waits for it.
 */
const deadline = 10_000;

type Opened = {
  readonly db: Database;
  readonly config: Config;
  /** The migrations that were just applied. */
  readonly applied: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
};

type Work<T> = (opened: Opened) => Promise<T>;

/**
 * Opens the configured database, migrates it, runs the work and closes it. For commands on existing data:
 * does not create a missing database or schema.
 * @throws ConfigError; UsageError; otherwise CommandFailure or StorageError, which names the database
 */
export function withDatabase<T>(env: NodeJS.ProcessEnv, work: Work<T>): Promise<T> {
  return withDatabaseOf(readConfig(env), work, { mayCreate: false });
}

/** Like withDatabase, but creates a missing database. */
export function withNewDatabase<T>(
  env: NodeJS.ProcessEnv,
  work: Work<T>,
  watcher?: MigrationWatcher,
): Promise<T> {
  return withDatabaseOf(readConfig(env), work, { watcher });
}

/** Like withNewDatabase, with settings that were read already. */
export async function withDatabaseOf<T>(
  config: Config,
  work: Work<T>,
  { mayCreate = true, watcher }: { mayCreate?: boolean; watcher?: MigrationWatcher | undefined } = {},
): Promise<T> {
  const database = openDatabase(config.databaseUrl, () => {}, { mayCreate });
  const name = databaseName(config.databaseUrl);
  try {
    return await withDeadline(deadline, async () => {
      await requireSupported(database);
      if (!mayCreate) await requireSchema(database);
      const applied = await migrate(database, watcher);
      return work({ db: database.db, config, applied, now: Date.now() });
    });
  } catch (error) {
    throw withDatabaseName(name, error);
  } finally {
    await database.db.destroy();
  }
}

/** Adds the database's name to an error whose message does not contain it. */
export function withDatabaseName(name: string, error: unknown): unknown {
  if (error instanceof UsageError || error instanceof ConfigError) return error;
  const message = describeFailure(error);
  if (message.includes(name.replace(/^sqlite:/, ''))) return error;
  return new CommandFailure(`${message} (database: ${name})`, { cause: error });
}

async function requireSupported({ checkEngine }: OpenDatabase): Promise<void> {
  await checkEngine().catch((error: unknown) => {
    throw describeStartFailure(error);
  });
}

async function requireSchema({ db }: OpenDatabase): Promise<void> {
  const found = await hasSchema(db).catch((error: unknown) => {
    throw describeStartFailure(error);
  });
  if (found) return;
  throw new CommandFailure(
    'the database is empty: check DATABASE_URL, or create the tables with spedy admin migrate. Nothing was changed',
  );
}

/** Prints a result; text output also names the database. */
export function printDone(
  terminal: Terminal,
  options: OutputOptions,
  result: Readonly<Record<string, unknown>>,
  lines: readonly string[],
): void {
  const name = databaseName(readConfig(terminal.env).databaseUrl);
  printResult(terminal, options, result, [`Database: ${name}`, ...lines]);
}
