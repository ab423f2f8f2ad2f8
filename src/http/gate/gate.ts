import type { FastifyReply, FastifyRequest } from 'fastify';
import { SpedyError } from '../../contract/errors.ts';
import type { Limits } from '../../contract/limits/limits.ts';
import { addressForm, type Hosting } from '../../contract/organization-address.ts';
import type { CacheRows } from '../../principals/cached-credentials.ts';
import type { LastUse } from '../../principals/last-use.ts';
import type { FindCredential } from '../../principals/verify.ts';
import type { Database } from '../../storage/database.ts';
import { andThen, type MaybePromise } from '../../storage/maybe-promise.ts';
import { refuseContentEncoding, requireUtf8Query } from '../arrival/body-text.ts';
import { crossOriginHeaders, isApiPath, isPreflight, preflightHeaders } from '../arrival/cors.ts';
import { discardBody } from '../arrival/discard-body.ts';
import { allowHeader, type MethodTable } from '../arrival/methods.ts';
import { requireOneHost } from '../arrival/request-target.ts';
import { securityHeaders } from '../arrival/security-headers.ts';
import { Admission } from '../limits/admission.ts';
import { RequestLimit } from '../limits/request-limit.ts';
import type { Server } from '../server.ts';
import { admit, admitAgain } from './authenticate.ts';
import { HostDirectory, type HostTarget } from './hosts.ts';
import { wantsPage } from './page-fallback.ts';
import {
  audienceOf,
  beginRequest,
  defaultOrganizationMissing,
  type RouteAccess,
  type RouteLoad,
} from './request-state.ts';
import { originAllowed } from './same-origin.ts';

export type GateOptions = Hosting & {
  readonly db: Database;
  readonly find: FindCredential;
  readonly cacheRows: CacheRows;
  readonly lastUse: LastUse;
  readonly now: () => number;
  /** False until the database has the current schema. */
  readonly isReady: () => boolean;
  /** Whether browsers get a page, from the not-found handler, for an unknown address. */
  readonly servesPages: boolean;
  /** Where limits are counted. */
  readonly limits: Limits;
  /** Requests per minute and credential or address; 0 means no limit. */
  readonly rateLimit: number;
  /** Called for the first rejected request of each minute. */
  readonly onRateLimited: (request: FastifyRequest) => void;
};

/** Only Fastify's own 404 route declares no access. */
const noCredential: RouteAccess = { credential: 'none' };
/** Wrong methods get 405 on any host. */
const anyHostAccess: RouteAccess = { credential: 'none', anyHost: true };

/**
 * Checks every request before its body is read: first the host, then the credential. If both are cached, no
 * promise is created.
 */
export function addGate(server: Server, options: GateOptions, methods: MethodTable): void {
  const hosts = new HostDirectory(options.db, options, options.cacheRows);
  const gate = {
    ...options,
    limit: new RequestLimit(options.limits, options.rateLimit, options.onRateLimited),
  };
  const admission = new Admission();
  server.decorate('charge', (request: FastifyRequest, points: number) =>
    gate.limit.charge(request.ip, points),
  );
  server.decorate('count', (key: string, reply: FastifyReply) => gate.limit.count(key, reply));
  const commonHeaders = { ...securityHeaders(options.baseUrl), 'cache-control': 'no-store' };
  const preflight = { ...commonHeaders, ...crossOriginHeaders, ...preflightHeaders };

  function check(request: FastifyRequest, reply: FastifyReply): MaybePromise<void> {
    const { config } = request.routeOptions;
    reply.headers(commonHeaders).header('x-request-id', request.id);
    if (request.is404) request.wrongMethodAt = methods.find(request.url);
    if (request.headers.origin !== undefined && isOpen(request)) reply.headers(crossOriginHeaders);
    requireOneHost(request.raw);
    requireUtf8Query(request.url);
    const access = request.is404 ? accessWithoutRoute(request) : (config.access ?? noCredential);
    if (access.credential === 'none' && access.beforeReady) return;
    if (!options.isReady()) throw new SpedyError('unavailable', { headers: { 'retry-after': '2' } });
    return andThen(targetOf(request, access), (target) =>
      checkAccess(target, { access, load: config.load }, request, reply),
    );
  }

  function targetOf(request: FastifyRequest, access: RouteAccess): MaybePromise<HostTarget | null> {
    const found = hosts.find(request);
    // Routes that answer on any host do not wait for the database.
    if (!(found instanceof Promise && allowsAnyHost(access))) return found;
    found.catch(() => {});
    return null;
  }

  function checkAccess(
    target: HostTarget | null,
    { access, load }: { readonly access: RouteAccess; readonly load: RouteLoad | undefined },
    request: FastifyRequest,
    reply: FastifyReply,
  ): MaybePromise<void> {
    request.target = target;
    request.origin = target ? target.origin : options.baseUrl.origin;
    if (!target && !allowsAnyHost(access)) {
      return countedThen(request, reply, unknownHost(access));
    }
    if (target?.kind === 'bare' && target.missingDefault !== null && access.credential !== 'none') {
      return countedThen(request, reply, defaultOrganizationMissing(target.missingDefault));
    }
    if (!originAllowed(access, request)) {
      return countedThen(request, reply, new SpedyError('origin_not_allowed'));
    }
    return andThen(admit(gate, access, request, reply), () => {
      requireRoute(request);
      if (isAboutMethods(request)) return;
      if (load !== 'none') return admission.admit(request, reply, load);
    });
  }

  /** Checks host and credential of a request whose body has arrived, which its sender can delay by half a minute. */
  function checkAgain(request: FastifyRequest): MaybePromise<void> {
    const { access } = request.routeOptions.config;
    const { target } = request;
    if (!access || target?.kind !== 'organization') return access && admitAgain(gate, access, request);
    return andThen(hosts.find(request), (found) => {
      if (found?.kind !== 'organization' || found.id !== target.id) throw unknownHost(access);
      return admitAgain(gate, access, request);
    });
  }

  /** Rejects a request, which counts against its address. */
  function countedThen(request: FastifyRequest, reply: FastifyReply, error: SpedyError): MaybePromise<void> {
    return andThen(gate.limit.countAddress(request.ip, reply), () => {
      throw error;
    });
  }

  function unknownHost(access: RouteAccess): SpedyError {
    if (audienceOf(access) !== 'mcp') return new SpedyError('organization_not_found');
    return new SpedyError('host_not_allowed', {
      message: `Unknown host. Connect to an organization's own address, ${addressForm(options)}, followed by /mcp.`,
    });
  }

  /** Runs before the body is read, so that an unknown address is reported before an invalid body. */
  function requireRoute(request: FastifyRequest): void {
    const { wrongMethodAt } = request;
    if (isAboutMethods(request)) return;
    if (wrongMethodAt)
      throw new SpedyError('method_not_allowed', { headers: { allow: allowHeader(wrongMethodAt.methods) } });
    if (request.is404 && !(options.servesPages && wantsPage(request))) throw new SpedyError('not_found');
    refuseContentEncoding(request.headers);
  }

  /**
   * Answers preflights before all other checks: a browser sends the request only if its preflight gets 2xx,
   * and the page must be able to read the error, including 404 and 503.
   */
  function answerPreflight(request: FastifyRequest, reply: FastifyReply): boolean {
    if (!isPreflight(request)) return false;
    const path = methods.find(request.url);
    if (path ? !path.acceptsCrossOrigin : !isApiPath(request.url)) return false;
    reply.headers(preflight).header('x-request-id', request.id);
    if (path) reply.header('allow', allowHeader(path.methods));
    reply.status(204).send();
    return true;
  }

  server.addHook('onRequest', (request, reply, done) => {
    beginRequest(request);
    if (request.method === 'OPTIONS' && answerPreflight(request, reply)) return;
    const finish = () => {
      if (!answerMethods(request, reply)) done();
    };
    const checked = check(request, reply);
    if (checked instanceof Promise) checked.then(finish, done);
    else finish();
  });

  server.addHook('preHandler', (request, _reply, done) => {
    const checked = request.body === undefined ? undefined : checkAgain(request);
    if (checked instanceof Promise) checked.then(() => done(), done);
    else done();
  });
}

/** Whether a request asks for the methods of a known path. */
function isAboutMethods({ method, wrongMethodAt }: FastifyRequest): boolean {
  return method === 'OPTIONS' && wrongMethodAt !== null;
}

/** Answers an OPTIONS request for a known path: 204 with Allow (RFC 9110 9.3.7). */
function answerMethods(request: FastifyRequest, reply: FastifyReply): boolean {
  const { wrongMethodAt } = request;
  if (!isAboutMethods(request) || wrongMethodAt === null) return false;
  discardBody(request, reply);
  reply.header('allow', allowHeader(wrongMethodAt.methods)).status(204).send();
  return true;
}

/** Whether pages of other origins may read the response. */
function isOpen({ is404, wrongMethodAt, url, routeOptions }: FastifyRequest): boolean {
  if (!is404) return routeOptions.config.open === true;
  return wrongMethodAt ? wrongMethodAt.open === true : isApiPath(url);
}

function accessWithoutRoute({ wrongMethodAt, method }: FastifyRequest): RouteAccess {
  if (!wrongMethodAt) return noCredential;
  const isProbe = method === 'GET' || method === 'HEAD';
  return (isProbe && wrongMethodAt.probed) || anyHostAccess;
}

function allowsAnyHost(access: RouteAccess): boolean {
  return access.credential === 'none' && access.anyHost === true;
}
