import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { RefusalLog } from '../audit/refusals.ts';
import { noteRequestLimit } from '../audit/request-limits.ts';
import { auditRoutes } from '../audit/routes.ts';
import type { KeyRing } from '../credentials/keys/key-ring.ts';
import { keysSubject, reloadKeys } from '../credentials/keys/load.ts';
import { doctorRoutes } from '../doctor/routes.ts';
import { createServer } from '../http/create-server.ts';
import { healthRoutes } from '../http/health.ts';
import { openApiRoute, registerOpenApi } from '../http/openapi.ts';
import type { Server } from '../http/server.ts';
import { leakRoutes } from '../leaks/routes.ts';
import { mcpRoutes } from '../mcp/routes.ts';
import { acceptInvitationRoutes } from '../members/accept-invitation-routes.ts';
import { deleteExpiredInvitations } from '../members/invitations-queries.ts';
import { invitationRoutes } from '../members/invitations-routes.ts';
import { memberRoutes } from '../members/routes.ts';
import { secondFactorResetRoutes } from '../members/second-factor-reset-routes.ts';
import { applicationRoutes } from '../oauth/clients/applications/routes.ts';
import { registrationRoutes } from '../oauth/clients/registration/routes.ts';
import { clientSources } from '../oauth/clients/sources.ts';
import type { Lifetimes } from '../oauth/issuer/context.ts';
import { connectionDescendants, leakedOAuthSecrets } from '../oauth/leaks/leaked.ts';
import {
  forgetAssertions,
  forgetConnections,
  forgetExpired,
  forgetRequests,
} from '../oauth/records/expiry-queries.ts';
import { resourceServerDescendants } from '../oauth/resource-servers/resource-servers.ts';
import { resourceServerRoutes } from '../oauth/resource-servers/routes.ts';
import { oauthRoutes } from '../oauth/routes.ts';
import { organizationRoutes } from '../organizations/routes.ts';
import { LastUse } from '../principals/last-use.ts';
import { type Remembered, rememberCredentials } from '../principals/remembered.ts';
import { profileRoutes } from '../profile/routes.ts';
import { verifyRoutes } from '../profile/verify-routes.ts';
import { deleteExpiredSessions } from '../sessions/queries.ts';
import { sessionListRoutes } from '../sessions/routes.ts';
import { leakedSetupLinks } from '../setup/leaked.ts';
import { setupRoutes } from '../setup/routes.ts';
import { forgetAttempts, forgetSources } from '../sign-in/attempts/account-attempts.ts';
import { signInRoutes } from '../sign-in/routes.ts';
import type { ChangeSource } from '../storage/changes/change-source.ts';
import { type Database, pingDatabase } from '../storage/database.ts';
import { withDeadline } from '../storage/deadline.ts';
import { ticketRoutes } from '../tickets/routes.ts';
import { tokenDescendants } from '../tokens/leaks/descendants.ts';
import { leakedInvitations, leakedSessions } from '../tokens/leaks/links-and-sessions.ts';
import { leakedPats } from '../tokens/leaks/pats.ts';
import { noticeRoutes } from '../tokens/notices/routes.ts';
import { organizationTokenRoutes } from '../tokens/organization/routes.ts';
import { tokenRoutes } from '../tokens/routes.ts';
import {
  forgetCreatingCredentials,
  forgetOldKeys,
  forgetOldUsage,
  markExpired,
  revokeIdle,
} from '../tokens/sweep.ts';
import { hostDashboard } from './dashboard-host.ts';
import { runSweeps, type Sweep } from './sweeps.ts';
import { version } from './version.ts';

export type AppOptions = {
  readonly db: Database;
  /** Reads the change feed of the database. Closed with the credential cache. */
  readonly changes: ChangeSource;
  readonly log: FastifyBaseLogger;
  readonly baseUrl: URL;
  /** The slug of the organization that the bare domain serves too, or null. */
  readonly defaultOrganization: string | null;
  readonly trustProxy: readonly string[];
  readonly rateLimit: number;
  /** Loaded before `isReady` returns true, and reloaded when they change. */
  readonly keys: KeyRing;
  /** The operator's keys, in base64. */
  readonly secretKeys: readonly string[];
  readonly oauth: Lifetimes;
  /** Browser origins allowed at /mcp in addition to the organization's own. */
  readonly mcpOrigins: readonly string[];
  /** Whether client metadata documents may come from loopback over http. */
  readonly allowLoopbackClientMetadata: boolean;
  /** Whether the server fetches client metadata documents and keys, which needs internet access. */
  readonly clientMetadataDocuments: boolean;
  /** False until the database has the current schema. */
  readonly isReady: () => boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonic: () => number;
  /** Maximum number of cached credentials; 0 disables the cache. */
  readonly cacheSize: number;
};

export type App = {
  readonly server: Server;
  readonly lastUse: LastUse;
  readonly credentials: Remembered;
  /** The periodic cleanup, which runs once a minute. */
  readonly sweep: () => Promise<void>;
};

/**
 * Assembles the server: the HTTP layer, then the routes of every feature, in the order of the API reference.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { db, now, log, keys } = options;
  const reload = () =>
    options.isReady()
      ? reloadKeys(db, keys, options.secretKeys).catch((error: unknown) =>
          log.warn({ err: error }, 'Cannot reload the secret keys; retrying in a minute'),
        )
      : undefined;
  const credentials = rememberCredentials(db, {
    changes: options.changes,
    monotonic: options.monotonic,
    onHealth: (error) => {
      if (error === null) log.info('The change feed works again');
      else log.warn({ err: error }, 'Cannot read the change feed; using the database for every request');
    },
    capacity: options.cacheSize,
    onChanged: (subjects) => {
      if (subjects === null || subjects.includes(keysSubject)) void reload();
    },
  });
  const { find } = credentials;
  const lastUse = new LastUse(db, now, (error) =>
    log.warn({ err: error }, 'Cannot write last uses; retrying with the next write'),
  );
  const onMissing = (error: unknown) =>
    log.warn({ err: error }, 'Cannot write rejected attempts to the audit log');
  const refusals = new RefusalLog(db, now, onMissing);
  const onLimitUsedUp = (request: FastifyRequest) => noteRequestLimit(refusals, request, now());
  const { server, methods } = await createServer({
    ...options,
    find,
    lastUse,
    servesPages: true,
    onLimitUsedUp,
  });
  const context = { db, now };
  server.addHook('onClose', () => refusals.flush().catch(onMissing));

  await registerOpenApi(server, version);
  healthRoutes(server, async () => options.isReady() && (await isReachable(db)));
  openApiRoute(server);
  await setupRoutes(server, context, options);
  profileRoutes(server);
  organizationRoutes(server, context);
  memberRoutes(server, context);
  verifyRoutes(server);
  invitationRoutes(server, context, options);
  signInRoutes(server, context, find, { keys, refusals });
  secondFactorResetRoutes(server, context);
  sessionListRoutes(server, context);
  acceptInvitationRoutes(server, context, find, refusals);
  tokenRoutes(server, context);
  noticeRoutes(server, context);
  organizationTokenRoutes(server, context);
  auditRoutes(server, context);
  ticketRoutes(server, context);
  mcpRoutes(server, context, { version, origins: options.mcpOrigins });
  const { clientMetadataDocuments, allowLoopbackClientMetadata: allowLoopback } = options;
  const clients = clientSources({ db, keys, now, fetches: clientMetadataDocuments, allowLoopback });
  registrationRoutes(server, context, keys, clients.keySources);
  applicationRoutes(server, context);
  resourceServerRoutes(server, context);
  const oauth = { ...context, ...clients, keys, lifetimes: options.oauth, clientMetadataDocuments };
  await oauthRoutes(server, oauth, find);
  doctorRoutes(server, options);
  leakRoutes(
    server,
    context,
    [leakedPats, leakedSessions, leakedInvitations, leakedSetupLinks, ...leakedOAuthSecrets],
    [...tokenDescendants, connectionDescendants, resourceServerDescendants],
  );
  await hostDashboard(server);
  methods.answerOptions(server);

  const sweeps: readonly Sweep[] = [
    { what: 'secret keys', run: reload },
    { what: 'idle tokens', run: () => revokeIdle(db, now()) },
    { what: 'expired tokens', run: () => markExpired(db, now()) },
    { what: 'idempotency keys', run: () => forgetOldKeys(db, now()) },
    { what: 'usage counts', run: () => forgetOldUsage(db, now()) },
    { what: 'credential origins', run: () => forgetCreatingCredentials(db, now()) },
    { what: 'sessions', run: () => deleteExpiredSessions(db, now()) },
    { what: 'password attempts', run: () => forgetAttempts(db, now()) },
    { what: 'known sign-in sources', run: () => forgetSources(db, now()) },
    { what: 'rejected attempts', run: () => refusals.sweep() },
    { what: 'invitations', run: () => deleteExpiredInvitations(db, now()) },
    { what: 'client assertions', run: () => forgetAssertions(db, now()) },
    { what: 'authorization requests', run: () => forgetRequests(db, now()) },
    { what: 'authorization codes', run: () => forgetExpired(db, 'oauth_codes', now()) },
    { what: 'access tokens', run: () => forgetExpired(db, 'oauth_access_tokens', now()) },
    { what: 'refresh tokens', run: () => forgetExpired(db, 'oauth_refresh_tokens', now()) },
    { what: 'connections', run: () => forgetConnections(db, now()) },
    { what: 'change feed', run: () => credentials.sweep() },
  ];
  const sweep = () => runSweeps(sweeps, log);
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
