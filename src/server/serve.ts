import type { Server as NodeServer } from 'node:http';
import type { Logger } from 'pino';
import { type Limits, ownLimits } from '../contract/limits/limits.ts';
import { KeyRing } from '../credentials/keys/key-ring.ts';
import { createLogger } from '../http/responses/logging.ts';
import type { Server } from '../http/server.ts';
import { isHeldUp, openDatabase } from '../storage/database.ts';
import { exposedFileWarning } from '../storage/database-name.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { finishRequests, type Listening, letClientsLeave, listen, prepareMetrics } from './listen.ts';
import type { Measured } from './metrics/record-metrics.ts';
import { plainHttpWarning } from './plain-http.ts';
import { prepareDatabase, prepareOrWait } from './prepare-database.ts';
import type { Running } from './run/running.ts';

/** Milliseconds between two sweeps. */
const sweepInterval = 60_000;

/** What differs between a server of one process and a worker of several. */
export type Role = {
  /** Whether it warns of settings and offers the setup link; of several workers, one does. */
  readonly announces: boolean;
  /** Where limits are counted. */
  readonly limits: Limits;
  /** Whether it cleans up the database once a minute; of several workers, one does. */
  readonly sweeps: boolean;
  /** Starts to accept connections. */
  readonly listen: (server: Server, config: Config) => Promise<Listening>;
  /** Records metrics, if the settings say so. Returns a function that serves them. */
  readonly prepareMetrics: (
    measured: Measured,
    config: Config,
  ) => Promise<(() => Promise<NodeServer>) | null>;
  /** Called when the database is ready, and usually before the server listens. */
  readonly onPrepared: () => void;
};

/** The role of a server of one process. */
export const onlyProcess: Role = {
  announces: true,
  sweeps: true,
  limits: ownLimits,
  listen,
  prepareMetrics,
  onPrepared: () => {},
};

export type RunningServer = Running & {
  readonly isHeldUp: () => boolean;
  /** Like `close`, but first lets clients that keep their connections leave by themselves. */
  readonly retire: () => Promise<void>;
};

/**
 * Opens the database, migrates it and serves until closed. If PostgreSQL is not available yet, answers 503
 * and retries.
 * @param onSetupLink called with the one-time link of an empty database, once the server listens
 * @throws StorageError; ListenError if the port is in use
 */
export async function serve(
  config: Config,
  onSetupLink: (link: string) => void,
  role: Role = onlyProcess,
): Promise<RunningServer> {
  const log = createLogger(config.logLevel, { format: config.logFormat, name: config.nameSources });
  const database = openDatabase(
    config.databaseUrl,
    (error) => log.warn({ err: error }, 'Lost an idle database connection'),
    { connections: config.databaseConnections },
  );
  const { db } = database;
  if (role.announces) logWarnings(config, log);

  const keys = new KeyRing();

  const traces = await startTraces(config, log);
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
    limits: role.limits,
    sweepsDatabase: role.sweeps,
    addFirstHooks: traces?.addFirstHooks,
  });
  const measured = { ...app, db, now: Date.now, isReady: () => ready, readsDatabase: role.sweeps };
  const serveMetrics = await role.prepareMetrics(measured, config);

  // The link is printed only while the server listens: if another program has the port, it would lead there.
  const listening = Promise.withResolvers<void>();
  const stopping = new AbortController();
  const prepare = async () => {
    const link = await prepareDatabase(database, keys, config, log, role.announces);
    if (link !== null) void listening.promise.then(() => onSetupLink(link));
    ready = true;
    role.onPrepared();
  };
  let sockets: Listening;
  let metricsListener: NodeServer | undefined;
  try {
    // Before the memory of the start is returned.
    await app.server.ready();
    await prepareOrWait(prepare, { log, name: config.nameSources, stopping: stopping.signal });
    metricsListener = await serveMetrics?.();
    sockets = await role.listen(app.server, config);
    listening.resolve();
  } catch (error) {
    stopping.abort();
    metricsListener?.close();
    await app.server.close();
    await app.credentials.close();
    await db.destroy();
    await traces?.close();
    throw error;
  }

  app.credentials.feed.start();
  app.lastUse.start();
  app.background.start(() => ready);
  const stopSweeping = sweepEveryMinute(() => (ready ? app.sweep() : undefined));

  let stopped: Promise<void> | null = null;
  const stopListening = () => {
    stopped ??= sockets.stop();
    return stopped;
  };
  const close = async () => {
    stopping.abort();
    stopSweeping();
    metricsListener?.close();
    await finishRequests(app.server, stopListening());
    await app.lastUse.close();
    await app.credentials.close();
    await db.destroy();
    await traces?.close();
  };
  return {
    close,
    isHeldUp,
    retire: async () => {
      void stopListening();
      await letClientsLeave(app.server, sockets);
      await close();
    },
  };
}

/** Starts tracing if the settings say so. Loads OpenTelemetry only then. */
async function startTraces({ tracing, trustProxy }: Config, log: Logger) {
  if (tracing === null) return null;
  const { startTracing } = await import('./tracing/start-tracing.ts');
  return startTracing(tracing, trustProxy, log);
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
