import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { RefusalLog } from '../audit/refusals.ts';
import type { Settings } from '../contract/settings.ts';
import { version } from '../contract/version.ts';
import type { KeyRing } from '../credentials/keys/key-ring.ts';
import { keysSubject, reloadKeys } from '../credentials/keys/load.ts';
import { createServer } from '../http/create-server.ts';
import { type Feature, hooksOf, registerFeature } from '../http/feature.ts';
import { healthRoutes } from '../http/health.ts';
import { openApiRoute, registerOpenApi } from '../http/openapi.ts';
import type { Server } from '../http/server.ts';
import type { Services } from '../http/services.ts';
import { type CachedCredentials, cachedCredentials } from '../principals/cached-credentials.ts';
import { LastUse } from '../principals/last-use.ts';
import type { ChangeSource } from '../storage/changes/change-source.ts';
import { type Database, pingDatabase } from '../storage/database.ts';
import { withDeadline } from '../storage/deadline.ts';
import { hostDashboard } from './dashboard-host.ts';
import { features as allFeatures } from './features.ts';
import { recordRateLimited } from './record-rate-limited.ts';
import { runSweeps } from './sweeps.ts';

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
  /** By default, all. */
  readonly features?: readonly Feature[];
};

export type App = {
  readonly server: Server;
  readonly lastUse: LastUse;
  readonly credentials: CachedCredentials;
  /** The periodic cleanup, which runs once a minute. */
  readonly sweep: () => Promise<void>;
};

/** Assembles the server: the HTTP layer, then the routes of every feature. */
export async function createApp(options: AppOptions): Promise<App> {
  const { db, now, log, keys, features = allFeatures } = options;
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
  const { find } = credentials;
  const lastUse = new LastUse(db, now, (error) =>
    log.warn({ err: error }, 'Cannot write last uses; retrying with the next write'),
  );
  const onRefusalError = (error: unknown) =>
    log.warn({ err: error }, 'Cannot write rejected attempts to the audit log');
  const refusals = new RefusalLog(db, now, onRefusalError);
  const onRateLimited = (request: FastifyRequest) => recordRateLimited(refusals, request);
  const { server, methods } = await createServer({
    ...options,
    find,
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
    refusals,
    settings: options,
    hooks: hooksOf(features),
  };
  server.addHook('onClose', () => refusals.flush().catch(onRefusalError));

  await registerOpenApi(server, version);
  const isReady = async () => options.isReady() && (await isReachable(db));
  for (const route of [...healthRoutes(isReady), openApiRoute(server)]) server.route(route);
  for (const feature of features) await registerFeature(server, feature, services);
  await hostDashboard(server);
  methods.addOptionsRoutes(server);

  const sweeps = [
    { name: 'secret keys', run: reloadSecretKeys },
    ...features.flatMap((feature) => feature.sweeps?.(services) ?? []),
    { name: 'rejected attempts', run: () => refusals.sweep() },
    { name: 'change feed', slice: (limit: number) => credentials.sweep(limit) },
  ];
  const stopSweeping = new AbortController();
  let sweeping: Promise<void> | undefined;
  const sweep = () => {
    sweeping = runSweeps(sweeps, log, stopSweeping.signal);
    return sweeping;
  };
  server.addHook('onClose', async () => {
    stopSweeping.abort();
    await sweeping;
  });
  return { server, lastUse, credentials, sweep };
}

/** Time limit in milliseconds for the database; `/readyz` has two seconds. */
const readyDeadline = 1_200;

function isReachable(db: Database): Promise<boolean> {
  return withDeadline(readyDeadline, () => pingDatabase(db)).then(
    () => true,
    () => false,
  );
}
