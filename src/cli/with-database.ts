import { type Config, ConfigError, readConfig } from '../config.ts';
import { type Database, type OpenDatabase, openDatabase } from '../storage/database.ts';
import { databaseName } from '../storage/database-name.ts';
import { describeStartFailure } from '../storage/errors.ts';
import { hasSchema, migrate } from '../storage/migrate.ts';
import { withPatience } from '../storage/patience.ts';
import { CommandFailure, describeFailure, UsageError } from './failure.ts';
import { type OutputOptions, printResult, type Terminal } from './terminal.ts';

/** Milliseconds for each statement and each transaction of a command: somebody watches, and no request waits. */
const patience = 10_000;

export type Opened = {
  readonly db: Database;
  readonly config: Config;
  /** The steps that brought the database up to date just now. */
  readonly applied: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
};

type Work<T> = (opened: Opened) => Promise<T>;

/**
 * Opens the database that the settings name, brings it up to date, does the work and closes it. For commands that work
 * on what is there: where there is no database, or an empty one, nothing is made.
 * @throws ConfigError; UsageError; for all else CommandFailure or StorageError, which names the database
 */
export function withDatabase<T>(env: NodeJS.ProcessEnv, work: Work<T>): Promise<T> {
  return withDatabaseOf(readConfig(env), work, { mayCreate: false });
}

/** The same for commands that may be the first on a database, which is made where there is none. */
export function withNewDatabase<T>(env: NodeJS.ProcessEnv, work: Work<T>): Promise<T> {
  return withDatabaseOf(readConfig(env), work);
}

/** The same with settings that were read already. */
export async function withDatabaseOf<T>(
  config: Config,
  work: Work<T>,
  { mayCreate = true } = {},
): Promise<T> {
  const database = openDatabase(config.databaseUrl, () => {}, { mayCreate });
  const name = databaseName(config.databaseUrl);
  try {
    return await withPatience(patience, async () => {
      if (!mayCreate) await requireSchema(database);
      const applied = await migrate(database);
      return work({ db: database.db, config, applied, now: Date.now() });
    });
  } catch (error) {
    throw naming(name, error);
  } finally {
    await database.db.destroy();
  }
}

/** A failure with the database that it happened on, where the message does not say it already. */
function naming(name: string, error: unknown): unknown {
  if (error instanceof UsageError || error instanceof ConfigError) return error;
  const message = describeFailure(error);
  if (message.includes(name.replace(/^sqlite:/, ''))) return error;
  return new CommandFailure(`${message} (database: ${name})`, { cause: error });
}

async function requireSchema({ db }: OpenDatabase): Promise<void> {
  const found = await hasSchema(db).catch((error: unknown) => {
    throw describeStartFailure(error);
  });
  if (found) return;
  throw new CommandFailure(
    'the database is empty: check DATABASE_URL, or make its tables with spedy migrate. Nothing was created',
  );
}

/** Prints what a command did, and for people on which database. */
export function printDone(
  terminal: Terminal,
  options: OutputOptions,
  result: Readonly<Record<string, unknown>>,
  lines: readonly string[],
): void {
  const name = databaseName(readConfig(terminal.env).databaseUrl);
  printResult(terminal, options, result, [`Database: ${name}`, ...lines]);
}
