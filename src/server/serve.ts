import type { Server as NodeServer } from 'node:http';
import type { Logger } from 'pino';
import { KeyRing } from '../credentials/keys/key-ring.ts';
import { createLogger } from '../http/responses/logging.ts';
import { openDatabase } from '../storage/database.ts';
import { exposedFileWarning } from '../storage/database-name.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { finishRequests, listen, prepareMetrics } from './listen.ts';
import { plainHttpWarning } from './plain-http.ts';
import { prepareDatabase, prepareOrWait } from './prepare-database.ts';

/** Milliseconds between two sweeps. */
const sweepInterval = 60_000;

export type Running = {
  /** Stops accepting requests, finishes running ones, writes pending data and closes the database. */
  readonly close: () => Promise<void>;
};

/**
 * Opens the database, migrates it and serves until closed. If PostgreSQL is not available yet, answers 503
 * and retries.
 * @param onSetupLink called with the one-time link of an empty database, once the server listens
 * @throws StorageError; ListenError if the port is in use
 */
export async function serve(config: Config, onSetupLink: (link: string) => void): Promise<Running> {
  const log = createLogger(config.logLevel);
  const database = openDatabase(config.databaseUrl, (error) =>
    log.warn({ err: error }, 'Lost an idle database connection'),
  );
  const { db } = database;
  logWarnings(config, log);

  const keys = new KeyRing();

  let ready = false;
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
  const serveMetrics = await prepareMetrics(app.server, config);

  // The link is printed only while the server listens: if another program has the port, it would lead there.
  const listening = Promise.withResolvers<void>();
  const stopping = new AbortController();
  const prepare = async () => {
    const link = await prepareDatabase(database, keys, config, log);
    if (link !== null) void listening.promise.then(() => onSetupLink(link));
    ready = true;
  };
  let metricsListener: NodeServer | undefined;
  try {
    await prepareOrWait(prepare, log, stopping.signal);
    metricsListener = await serveMetrics?.();
    await listen(app.server, config);
    listening.resolve();
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
  const stopSweeping = sweepEveryMinute(() => (ready ? app.sweep() : undefined));

  return {
    close: async () => {
      stopping.abort();
      stopSweeping();
      metricsListener?.close();
      await finishRequests(app.server);
      await app.lastUse.close();
      await app.credentials.close();
      await db.destroy();
    },
  };
}

/** Logs probable mistakes in the settings. */
function logWarnings(config: Config, log: Logger): void {
  for (const warning of config.warnings) log.warn(warning);
  const exposed = exposedFileWarning(config.databaseUrl);
  if (exposed !== null) log.warn(exposed);
  void plainHttpWarning(config.baseUrl).then((warning) => warning !== null && log.warn(warning));
  if (config.allowLoopbackClientMetadata)
    log.warn(
      'SPEDY_ALLOW_LOOPBACK_CLIENT_METADATA is on: client metadata documents may come from this machine over http. Use this for development only',
    );
}

/** Runs the periodic cleanup, never twice at once. Returns a function that stops it. */
function sweepEveryMinute(sweep: () => Promise<void> | undefined): () => void {
  let sweeping = false;
  const timer = setInterval(async () => {
    if (sweeping) return;
    sweeping = true;
    await sweep();
    sweeping = false;
  }, sweepInterval).unref();
  return () => clearInterval(timer);
}
