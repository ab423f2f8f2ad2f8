import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { RefusalLog } from '../audit/refusals.ts';
import { type Limits, ownLimits } from '../contract/limits/limits.ts';
import type { Settings } from '../contract/settings.ts';
import { version } from '../contract/version.ts';
import type { KeyRing } from '../credentials/keys/key-ring.ts';
import { keysSubject, reloadKeys } from '../credentials/keys/load.ts';
import { createServer } from '../http/create-server.ts';
import { type Feature, hooksOf, registerFeature } from '../http/feature.ts';
import { healthRoutes } from '../http/health.ts';
import { collectForOpenApi, openApiRoute } from '../http/openapi.ts';
import type { Server } from '../http/server.ts';
import type { Services } from '../http/services.ts';
import { type CachedCredentials, cachedCredentials } from '../principals/cached-credentials.ts';
import { LastUse } from '../principals/last-use.ts';
import { credentialId } from '../principals/principal.ts';
import type { ChangeSource } from '../storage/changes/change-source.ts';
import type { Database } from '../storage/database.ts';
import { recorder } from '../telemetry/recorder.ts';
import { hostDashboard } from './dashboard-host.ts';
import { features as allFeatures } from './features.ts';
import { hostHelp } from './help-host.ts';
import { readiness } from './readiness.ts';
import { recordRateLimited } from './record-rate-limited.ts';
import { addStaticFiles } from './static-files.ts';
import { type BackgroundWork, backgroundWork } from './tasks/background.ts';
import { runSweeps, SoonSweeps } from './tasks/sweeps.ts';

export type AppOptions = Settings & {
  readonly db: Database;
  /** Reads the change feed of the database. Closed with the credential cache. */
  readonly changes: ChangeSource;
  readonly log: Logger;
  readonly trustProxy: readonly string[];
  readonly rateLimit: number;
  /** Loaded before `isReady` returns true, and reloaded when they change. */
  readonly keys: KeyRing;
  /** The operator's keys, in base64. */
  readonly secretKeys: readonly string[];
  /** False until the database has the current schema. */
  readonly isReady: () => boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonic: () => number;
  /** Maximum number of cached credentials; 0 disables the cache. */
  readonly cacheSize: number;
  /** Where limits are counted. By default, in this process. */
  readonly limits?: Limits;
  /** Whether it cleans up the database, and not only its own memory. By default, it does. */
  readonly sweepsDatabase?: boolean;
  /** Adds hooks that run before those of the HTTP layer. */
  readonly addFirstHooks?: ((server: Server) => void) | undefined;
  /** By default, all. */
  readonly features?: readonly Feature[];
};

export type App = {
  readonly server: Server;
  readonly lastUse: LastUse;
  readonly credentials: CachedCredentials;
  /** The periodic cleanup, which runs once a minute. */
  readonly sweep: () => Promise<void>;
  /** What it does all the time, once it is started. */
  readonly background: BackgroundWork;
};

/** Assembles the server: the HTTP layer, then the routes of every feature. */
export async function createApp(options: AppOptions): Promise<App> {
  const { db, now, log, keys, limits = ownLimits, features = allFeatures } = options;
  const reloadSecretKeys = () =>
    options.isReady()
      ? reloadKeys(db, keys, options.secretKeys).catch((error: unknown) =>
          log.warn({ err: error }, 'Cannot reload the secret keys; retrying in a minute'),
        )
      : undefined;
  const credentials = cachedCredentials(db, {
    changes: options.changes,
    monotonic: options.monotonic,
    onHealth: (error) => {
      if (error === null) log.info('The change feed works again');
      else log.warn({ err: error }, 'Cannot read the change feed; using the database for every request');
    },
    capacity: options.cacheSize,
    onChanged: (subjects) => {
      if (subjects === null || subjects.includes(keysSubject)) void reloadSecretKeys();
    },
  });
  const { find, cacheRows, changes } = credentials;
  const lastUse = new LastUse(db, now, (error) =>
    log.warn({ err: error }, 'Cannot write last uses; retrying with the next write'),
  );
  const onRefusalError = (error: unknown) =>
    log.warn({ err: error }, 'Cannot write rejected attempts to the audit log');
  const refusals = new RefusalLog(db, now, onRefusalError);
  const onRateLimited = (request: FastifyRequest) => recordRateLimited(refusals, request);
  const server = await createServer({
    ...options,
    limits,
    find,
    cacheRows,
    lastUse,
    servesPages: true,
    onRateLimited,
  });
  const services: Services = {
    db,
    now,
    log,
    keys,
    find,
    cacheRows,
    changes,
    refusals,
    limits,
    settings: options,
    hooks: hooksOf(features),
    noteScopes: (member, scopes) => lastUse.addScopes(credentialId(member), scopes),
    sweepSoon: (name) => soonSweeps.start(name),
  };
  server.addHook('onClose', () => refusals.flush().catch(onRefusalError));

  collectForOpenApi(server, version, options);
  const checkReadiness = readiness(db, options.isReady, credentials.feed);
  for (const route of [...healthRoutes(checkReadiness), openApiRoute(server)]) server.route(route);
  for (const feature of features) await registerFeature(server, feature, services);
  await addStaticFiles(server);
  hostDashboard(server);
  hostHelp(server);

  const ownSweeps = [
    { name: 'secret keys', run: reloadSecretKeys },
    { name: 'rejected attempts', run: () => refusals.flush() },
  ];
  const databaseSweeps = [
    ...features.flatMap((feature) => feature.sweeps?.(services) ?? []),
    { name: 'summaries of rejected attempts', run: () => refusals.sweep() },
    { name: 'change feed', slice: (limit: number) => credentials.sweep(limit) },
  ];
  const sweeps = options.sweepsDatabase === false ? ownSweeps : [...ownSweeps, ...databaseSweeps];
  const stopSweeping = new AbortController();
  const soonSweeps = new SoonSweeps(databaseSweeps, log, stopSweeping.signal);
  let sweeping: Promise<unknown> | undefined;
  const sweep = async () => {
    const running = runSweeps(sweeps, log, stopSweeping.signal);
    sweeping = running;
    if ((await running) && options.sweepsDatabase !== false)
      recorder?.set('spedy_sweep_last_success_timestamp_seconds', {}, now() / 1_000);
  };
  server.addHook('onClose', async () => {
    stopSweeping.abort();
    await Promise.all([sweeping, soonSweeps.ended()]);
  });
  const background = backgroundWork(
    features.flatMap((feature) => feature.background?.(services) ?? []),
    log,
  );
  server.addHook('onClose', () => background.close());
  return { server, lastUse, credentials, sweep, background };
}
