import type { Server as NodeServer } from 'node:http';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { createLogger } from './http/logging.ts';
import { listenForMetrics, recordMetrics } from './http/metrics.ts';
import { offerSetup } from './setup/link.ts';
import { openDatabase } from './storage/database.ts';
import { isUnavailable } from './storage/errors.ts';
import { migrate } from './storage/migrate.ts';

/** Milliseconds between two tries at a database that is not there. */
const retryInterval = 1_000;
/** Milliseconds between two sweeps. */
const sweepInterval = 60_000;

export type Running = {
  /** Stops accepting, finishes what runs, writes what is pending, closes the database. */
  readonly close: () => Promise<void>;
};

/**
 * Opens the database, brings it up to date, and serves until closed. A PostgreSQL that is not there yet is waited
 * for: meanwhile the server answers 503.
 * @param onSetupLink told the one-time link of an empty database
 * @throws StorageError, or the listener's error when the port is taken
 */
export async function serve(config: Config, onSetupLink: (link: string) => void): Promise<Running> {
  const log = createLogger(config.logLevel);
  const database = openDatabase(config.databaseUrl, (error) =>
    log.warn({ err: error }, 'idle database connection lost'),
  );
  const { db } = database;
  let ready = false;
  const prepare = async () => {
    const steps = await migrate(database);
    if (steps.length > 0) log.info({ steps }, 'database brought up to date');
    const link = await offerSetup(db, config.baseUrl, Date.now());
    if (link) onSetupLink(link);
    ready = true;
  };

  const app = await createApp({ ...config, db, log, now: Date.now, isReady: () => ready });
  const metrics = config.metricsPort === null ? null : recordMetrics(app.server);
  const timers: NodeJS.Timeout[] = [];
  let metricsListener: NodeServer | null = null;
  try {
    await prepareOrWait(prepare, log, timers);
    await app.server.listen({ host: config.host, port: config.port });
    if (metrics && config.metricsPort !== null) {
      metricsListener = await listenForMetrics(metrics, config.host, config.metricsPort);
    }
  } catch (error) {
    for (const timer of timers) clearTimeout(timer);
    await app.server.close();
    await db.destroy();
    throw error;
  }
  app.lastUse.start();
  const sweep = () =>
    app.sweep().catch((error: unknown) => log.warn({ err: error }, 'sweep failed; tried again in a minute'));
  timers.push(setInterval(() => ready && void sweep(), sweepInterval).unref());

  return {
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      metricsListener?.close();
      await app.server.close();
      await app.lastUse.close();
      await db.destroy();
    },
  };
}

/** Prepares the database now; where it is away, goes on in the background until it is there. */
async function prepareOrWait(
  prepare: () => Promise<void>,
  log: Logger,
  timers: NodeJS.Timeout[],
): Promise<void> {
  try {
    await prepare();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    log.warn({ err: error }, 'the database is not there; answering 503 until it is');
    const retry = () =>
      prepare().then(
        () => log.info('the database is there'),
        (again: unknown) => {
          if (!isUnavailable(again)) log.error({ err: again }, 'the database cannot be used');
          timers.push(setTimeout(retry, retryInterval).unref());
        },
      );
    timers.push(setTimeout(retry, retryInterval).unref());
  }
}
