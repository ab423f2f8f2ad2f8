import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { KeyRing } from '../credentials/keys/key-ring.ts';
import { loadKeys } from '../credentials/keys/load.ts';
import { findOrganizationBySlug } from '../principals/queries.ts';
import { offerSetup } from '../setup/link.ts';
import type { Database, OpenDatabase } from '../storage/database.ts';
import { withDeadline } from '../storage/deadline.ts';
import { openLookUps } from '../storage/dialects/ping.ts';
import { describeStartFailure, isUnavailable } from '../storage/errors.ts';
import { migrate } from '../storage/migrate.ts';
import { Progress } from '../storage/migrations/progress.ts';
import type { Config } from './config.ts';
import { sealedValues } from './sealed-values.ts';
import type { NameSources } from './settings/name-sources.ts';

/** Milliseconds between two attempts to reach the database. */
const retryInterval = 1_000;
/** Milliseconds that the start waits for the preparation before the server answers 503. */
const patience = 2_000;
/** Time limit in milliseconds for each statement of the preparation. Migrations have their own limit. */
const prepareDeadline = 5_000;
/** Milliseconds between two lines about a step of a migration that takes long. */
const progressInterval = 15_000;

/**
 * Migrates the database and loads the secret keys.
 * @param announces whether to offer the setup link and to warn of settings
 * @returns the one-time setup link of an empty database, or null
 * @throws StorageError
 */
export async function prepareDatabase(
  database: OpenDatabase,
  keys: KeyRing,
  config: Config,
  log: Logger,
  announces: boolean,
): Promise<string | null> {
  const { db } = database;
  await warnOfEngine(database, log);
  const progress = new Progress(
    (step, seconds) => log.info({ step, seconds }, 'Still migrating the database'),
    progressInterval,
  );
  const watcher = {
    begins: (step: string) => {
      log.info({ step }, 'Migrating the database');
      progress.begin(step);
    },
    blocked: (step: string, seconds: number) => {
      progress.end();
      log.warn(
        { step, seconds },
        'The migration waits for a lock that another session holds; trying again. Look for long transactions in pg_stat_activity',
      );
    },
  };
  const steps = await withDeadline(prepareDeadline, () => migrate(database, watcher)).finally(() =>
    progress.end(),
  );
  if (steps.length > 0) log.info({ steps }, 'Database migrated');
  try {
    await openLookUps(db);
    await loadKeys(db, keys, config.secretKeys, sealedValues, Date.now());
    if (!announces) return null;
    const link = await offerSetup(db, config.baseUrl, Date.now());
    await warnOfMissingDefault(db, config, log);
    return link;
  } catch (error) {
    throw describeStartFailure(error);
  }
}

/** Warns of a database that is newer than this version. */
async function warnOfEngine({ checkEngine }: OpenDatabase, log: Logger): Promise<void> {
  const { warning } = await checkEngine().catch((error: unknown) => {
    throw describeStartFailure(error);
  });
  if (warning !== null) log.warn(warning);
}

/** Warns if the default organization does not exist. */
async function warnOfMissingDefault(
  db: Database,
  { baseUrl, defaultOrganization }: Config,
  log: Logger,
): Promise<void> {
  if (defaultOrganization === null || (await findOrganizationBySlug(db, defaultOrganization))) return;
  log.warn(
    { organization: defaultOrganization },
    `SPEDY_DEFAULT_ORGANIZATION names ${defaultOrganization}, which does not exist yet: ${baseUrl.origin} answers 404 until it is created, with the setup link or with: spedy admin org create ${defaultOrganization}`,
  );
}

type Waiting = {
  readonly log: Logger;
  /** Names the settings in a problem. */
  readonly name: NameSources;
  readonly stopping: AbortSignal;
};

/**
 * Prepares the database. If it is unavailable, keeps trying in the background until the server stops. If it takes long,
 * such as the migration of a large database, continues in the background, and a failure ends the process.
 */
export async function prepareOrWait(
  prepare: () => Promise<void>,
  { log, name, stopping }: Waiting,
): Promise<void> {
  const prepared = prepare().catch((error: unknown) => {
    if (!isUnavailable(error)) throw error;
    log.warn({ err: error }, 'Cannot reach the database; answering 503 until it is available');
    void prepareLater(prepare, log, stopping);
  });
  const tookLong = setTimeout(patience, true, { ref: false });
  if ((await Promise.race([prepared, tookLong])) !== true) return;
  log.warn('Preparing the database takes long; answering 503 until it is ready');
  prepared.catch((error: unknown) => {
    // A server that stops closes the database under the preparation.
    if (stopping.aborted) return;
    process.stderr.write(`${name(error instanceof Error ? error.message : String(error))}\n`);
    process.exit(1);
  });
}

async function prepareLater(prepare: () => Promise<void>, log: Logger, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await setTimeout(retryInterval, undefined, { ref: false });
    try {
      await prepare();
      log.info('The database is available');
      return;
    } catch (error) {
      if (!isUnavailable(error) && !stopping.aborted) log.error({ err: error }, 'Cannot use the database');
    }
  }
}
