import { type Config, readConfig } from '../config.ts';
import { type Database, openDatabase } from '../storage/database.ts';
import { migrate } from '../storage/migrate.ts';
import { withPatience } from '../storage/patience.ts';

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

/**
 * Opens the database that the settings name, brings it up to date, does the work and closes it.
 * @throws ConfigError; StorageError; what the work throws
 */
export function withDatabase<T>(env: NodeJS.ProcessEnv, work: (opened: Opened) => Promise<T>): Promise<T> {
  return withDatabaseOf(readConfig(env), work);
}

/** The same with settings that were read already. */
export async function withDatabaseOf<T>(config: Config, work: (opened: Opened) => Promise<T>): Promise<T> {
  const database = openDatabase(config.databaseUrl, () => {});
  try {
    return await withPatience(patience, async () => {
      const applied = await migrate(database);
      return work({ db: database.db, config, applied, now: Date.now() });
    });
  } finally {
    await database.db.destroy();
  }
}
