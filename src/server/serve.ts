import type { Server as NodeServer } from 'node:http';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import type { Logger } from 'pino';
import { KeyRing } from '../credentials/keys/key-ring.ts';
import { loadKeys } from '../credentials/keys/load.ts';
import { createLogger } from '../http/answers/logging.ts';
import type { Server } from '../http/server.ts';
import { findOrganizationBySlug } from '../principals/queries.ts';
import { offerSetup } from '../setup/link.ts';
import { type Database, openDatabase } from '../storage/database.ts';
import { exposedFileWarning } from '../storage/database-name.ts';
import { withDeadline } from '../storage/deadline.ts';
import { describeStartFailure, isUnavailable } from '../storage/errors.ts';
import { migrate } from '../storage/migrate.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { describeListenFailure } from './listen-failure.ts';
import { plainHttpWarning } from './plain-http.ts';
import { sealedValues } from './sealed-values.ts';

/** Milliseconds between two attempts to reach the database. */
const retryInterval = 1_000;
/** Time limit in milliseconds for each statement of the preparation. Migrations have their own limit. */
const prepareDeadline = 5_000;
/** Milliseconds between two sweeps. */
const sweepInterval = 60_000;
/** Milliseconds that running requests have to finish after a stop, before their connections are closed. */
const stopGrace = 5_000;
/** Milliseconds between two checks for idle connections during a stop. */
const reapInterval = 50;

export type Running = {
  /** Stops accepting requests, finishes running ones, writes pending data and closes the database. */
  readonly close: () => Promise<void>;
};

/**
 * Opens the database, migrates it and serves until closed. If PostgreSQL is not available yet, answers 503
 * and retries.
 * @param onSetupLink called with the one-time link of an empty database
 * @throws StorageError; ListenError if the port is in use
 */
export async function serve(config: Config, onSetupLink: (link: string) => void): Promise<Running> {
  const log = createLogger(config.logLevel);
  const database = openDatabase(config.databaseUrl, (error) =>
    log.warn({ err: error }, 'Lost an idle database connection'),
  );
  const { db } = database;
  const exposed = exposedFileWarning(config.databaseUrl);
  for (const warning of [...config.warnings, ...(exposed === null ? [] : [exposed])]) log.warn(warning);
  void plainHttpWarning(config.baseUrl).then((warning) => warning !== null && log.warn(warning));
  if (config.allowLoopbackClientMetadata)
    log.warn(
      'SPEDY_ALLOW_LOOPBACK_CLIENT_METADATA is on: client metadata documents may come from this machine over http. Use this for development only',
    );
  const keys = new KeyRing();
  // Print the link only while listening: if another program has the port, the link would lead there.
  let isListening = false;
  let setupLink: string | null = null;
  const tellSetupLink = () => {
    if (!isListening || setupLink === null) return;
    onSetupLink(setupLink);
    setupLink = null;
  };
  let ready = false;
  const firstReads = async () => {
    await loadKeys(db, keys, config.secretKeys, sealedValues, Date.now());
    return offerSetup(db, config.baseUrl, Date.now());
  };
  const prepare = async () => {
    const steps = await withDeadline(prepareDeadline, () => migrate(database));
    if (steps.length > 0) log.info({ steps }, 'Database migrated');
    const link = await firstReads().catch((error: unknown) => {
      throw describeStartFailure(error);
    });
    setupLink = link;
    tellSetupLink();
    await warnOfMissingDefault(db, config, log);
    ready = true;
  };

  const app = await createApp({
    ...config,
    keys,
    db,
    changes: database.changes(),
    log,
    now: Date.now,
    monotonic: () => performance.now(),
    isReady: () => ready,
  });
  const serveMetrics =
    config.metricsPort === null
      ? null
      : await prepareMetrics(app.server, config.metricsHost, config.metricsPort);
  const stopping = new AbortController();
  let metricsListener: NodeServer | null = null;
  try {
    await prepareOrWait(prepare, log, stopping.signal);
    metricsListener = (await serveMetrics?.()) ?? null;
    await listen(app.server, config);
    isListening = true;
    tellSetupLink();
  } catch (error) {
    stopping.abort();
    metricsListener?.close();
    await app.server.close();
    await app.credentials.close();
    await db.destroy();
    throw error;
  }
  app.credentials.feed.start();
  app.lastUse.start();
  let sweeping = false;
  const sweep = async () => {
    if (!ready || sweeping) return;
    sweeping = true;
    await app.sweep();
    sweeping = false;
  };
  const sweeper = setInterval(() => void sweep(), sweepInterval).unref();

  return {
    close: async () => {
      stopping.abort();
      clearInterval(sweeper);
      metricsListener?.close();
      await finishRequests(app.server);
      await app.lastUse.close();
      await app.credentials.close();
      await db.destroy();
    },
  };
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

/**
 * Starts to record metrics and returns a function that serves them. Loads the metrics library only if needed.
 */
async function prepareMetrics(
  server: Server,
  host: string,
  port: number,
): Promise<() => Promise<NodeServer>> {
  const { listenForMetrics, recordMetrics } = await import('../http/metrics.ts');
  const registry = recordMetrics(server);
  const settings = { host: 'SPEDY_METRICS_HOST', port: 'SPEDY_METRICS_PORT' };
  return () =>
    listenForMetrics(registry, host, port).catch((error: unknown) => {
      throw describeListenFailure(error, { host, port, settings });
    });
}

async function listen(server: Server, { host, port }: Config): Promise<void> {
  await server.listen({ host, port }).catch((error: unknown) => {
    throw describeListenFailure(error, { host, port, settings: { host: 'HOST', port: 'PORT' } });
  });
}

/** Stops accepting requests and lets running ones finish within a time limit. */
async function finishRequests(server: Server): Promise<void> {
  const reaper = setInterval(() => server.server.closeIdleConnections(), reapInterval);
  const cutter = setTimeout(() => server.server.closeAllConnections(), stopGrace);
  await server.close();
  clearInterval(reaper);
  clearTimeout(cutter);
}

/** Prepares the database. If it is unavailable, keeps trying in the background. */
async function prepareOrWait(
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
    await setTimeoutAsync(retryInterval, undefined, { ref: false });
    try {
      await prepare();
      log.info('The database is available');
      return;
    } catch (error) {
      if (!isUnavailable(error) && !stopping.aborted) log.error({ err: error }, 'Cannot use the database');
    }
  }
}
