import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { KeyRing } from '../credentials/keys/key-ring.ts';
import { loadKeys } from '../credentials/keys/load.ts';
import { findOrganizationBySlug } from '../principals/queries.ts';
import { offerSetup } from '../setup/link.ts';
import type { Database, OpenDatabase } from '../storage/database.ts';
import { withDeadline } from '../storage/deadline.ts';
import { describeStartFailure, isUnavailable } from '../storage/errors.ts';
import { migrate } from '../storage/migrate.ts';
import type { Config } from './config.ts';
import { sealedValues } from './sealed-values.ts';

/** Milliseconds between two attempts to reach the database. */
const retryInterval = 1_000;
/** Time limit in milliseconds for each statement of the preparation. Migrations have their own limit. */
const prepareDeadline = 5_000;

/**
 * Migrates the database and loads the secret keys.
 * @returns the one-time setup link of an empty database, or null
 * @throws StorageError
 */
export async function prepareDatabase(
  database: OpenDatabase,
  keys: KeyRing,
  config: Config,
  log: Logger,
): Promise<string | null> {
  const { db } = database;
  const steps = await withDeadline(prepareDeadline, () => migrate(database));
  if (steps.length > 0) log.info({ steps }, 'Database migrated');
  try {
    await loadKeys(db, keys, config.secretKeys, sealedValues, Date.now());
    const link = await offerSetup(db, config.baseUrl, Date.now());
    await warnOfMissingDefault(db, config, log);
    return link;
  } catch (error) {
    throw describeStartFailure(error);
  }
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
    `SPEDY_DEFAULT_ORGANIZATION names ${defaultOrganization}, which does not exist yet: ${baseUrl.origin} answers 404 until it is created, with the setup link or with: spedy org create ${defaultOrganization}`,
  );
}

/** Prepares the database once. If it is unavailable, keeps trying in the background until the server stops. */
export async function prepareOrWait(
  prepare: () => Promise<void>,
  log: Logger,
  stopping: AbortSignal,
): Promise<void> {
  try {
    await prepare();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    log.warn({ err: error }, 'Cannot reach the database; answering 503 until it is available');
    void prepareLater(prepare, log, stopping);
  }
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
