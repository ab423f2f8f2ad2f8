import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LastUse } from '../principals/last-use.ts';
import type { FindCredential } from '../principals/verify.ts';
import type { Database } from '../storage/database.ts';
import { type Soon, soon } from '../storage/soon.ts';
import { admit } from './authenticate.ts';
import { refuseContentEncoding, requireUtf8Query } from './body-text.ts';
import { isApiPath, isPreflight, openToOrigins, preflightHeaders } from './cors.ts';
import { SpedyError } from './errors.ts';
import { addressForm, HostDirectory, type Hosting, type HostTarget } from './hosts.ts';
import { RequestLimit } from './limits.ts';
import { allowed, type MethodTable } from './methods.ts';
import { wantsPage } from './page-fallback.ts';
import { audienceOf, defaultOrganizationMissing, type RouteAccess } from './request-state.ts';
import { requireOneHost } from './request-target.ts';
import { originAllowed } from './same-origin.ts';
import { securityHeaders } from './security-headers.ts';
import type { Server } from './server.ts';

export type GateOptions = Hosting & {
  readonly db: Database;
  readonly find: FindCredential;
  readonly lastUse: LastUse;
  readonly now: () => number;
  /** False until the database has this program's schema. */
  readonly isReady: () => boolean;
  /** Whether a browser at an unknown address is sent a page, by the not-found handler, rather than JSON. */
  readonly servesPages: boolean;
  /** Requests a minute per credential or address; 0: no limit. */
  readonly rateLimit: number;
  /** Told of the first request in a minute that is one too many. */
  readonly onLimitUsedUp: (request: FastifyRequest) => void;
};

/** A route that says nothing of access is one of Fastify's own: its 404. */
const unnamed: RouteAccess = { credential: 'none' };
/** A method that a path has not is told so at any host. */
const anybody: RouteAccess = { credential: 'none', anyHost: true };

/**
 * Every request: which organization, then who, before its body is read. A request that finds host and credential in
 * memory passes without a promise.
 */
export function addGate(server: Server, options: GateOptions, methods: MethodTable): void {
  const hosts = new HostDirectory(options.db, options);
  const gate = { ...options, limit: new RequestLimit(options.rateLimit, options.onLimitUsedUp) };
  const everywhere = { ...securityHeaders(options.baseUrl), 'cache-control': 'no-store' };
  const preflight = { ...everywhere, ...openToOrigins, ...preflightHeaders };

  function enter(request: FastifyRequest, reply: FastifyReply): Soon<void> {
    const { config } = request.routeOptions;
    reply.headers(everywhere).header('x-request-id', request.id);
    if (request.is404) request.wrongMethodAt = methods.find(request.url);
    if (request.headers.origin !== undefined && isOpen(request)) reply.headers(openToOrigins);
    requireOneHost(request.raw);
    requireUtf8Query(request.url);
    const access = request.is404 ? accessWithoutRoute(request) : (config.access ?? unnamed);
    if (access.credential === 'none' && access.beforeReady) return;
    if (!options.isReady()) throw new SpedyError('unavailable', { headers: { 'retry-after': '2' } });
    return soon(targetOf(request, access), (target) => enterAt(target, access, request, reply));
  }

  function targetOf(request: FastifyRequest, access: RouteAccess): Soon<HostTarget | null> {
    const found = hosts.find(request);
    // What answers at any host does not wait for the database to name this one.
    if (!(found instanceof Promise && atAnyHost(access))) return found;
    found.catch(() => {});
    return null;
  }

  function enterAt(
    target: HostTarget | null,
    access: RouteAccess,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Soon<void> {
    request.target = target;
    request.origin = target ? target.origin : options.baseUrl.origin;
    if (!target && !atAnyHost(access)) {
      gate.limit.countAddress(request.ip, reply);
      throw foreignHost(access);
    }
    if (target?.kind === 'bare' && target.awaits !== null && access.credential !== 'none') {
      gate.limit.countAddress(request.ip, reply);
      throw defaultOrganizationMissing(target.awaits);
    }
    if (!originAllowed(access, request)) {
      gate.limit.countAddress(request.ip, reply);
      throw new SpedyError('origin_not_allowed');
    }
    return soon(admit(gate, access, request, reply), () => requireAddress(request));
  }

  function foreignHost(access: RouteAccess): SpedyError {
    if (audienceOf(access) !== 'mcp') return new SpedyError('organization_not_found');
    return new SpedyError('host_not_allowed', {
      message: `This host is not one of this server's. Connect to an organization's own address, ${addressForm(options)}, followed by /mcp.`,
    });
  }

  /** Before the body is read: what is wrong with it does not matter where there is nothing to take it. */
  function requireAddress(request: FastifyRequest): void {
    const { wrongMethodAt } = request;
    if (wrongMethodAt)
      throw new SpedyError('method_not_allowed', { headers: { allow: allowed(wrongMethodAt.methods) } });
    if (request.is404 && !(options.servesPages && wantsPage(request))) throw new SpedyError('not_found');
    refuseContentEncoding(request.headers);
  }

  /**
   * A browser goes on only where its preflight is answered 2xx. So that its page can read whatever the request itself is
   * answered, also where there is nothing or the server is not ready, a preflight is let through before all else.
   */
  function answerPreflight(request: FastifyRequest, reply: FastifyReply): boolean {
    if (!isPreflight(request)) return false;
    const path = methods.find(request.url);
    if (path ? !path.takesFromOrigins : !isApiPath(request.url)) return false;
    reply.headers(preflight).header('x-request-id', request.id);
    if (path) reply.header('allow', allowed(path.methods));
    reply.status(204).send();
    return true;
  }

  server.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'OPTIONS' && answerPreflight(request, reply)) return;
    const entered = enter(request, reply);
    if (entered instanceof Promise) entered.then(() => done(), done);
    else done();
  });
}

/** Whether a page of another origin may read the answer. */
function isOpen({ is404, wrongMethodAt, url, routeOptions }: FastifyRequest): boolean {
  if (!is404) return routeOptions.config.open === true;
  return wrongMethodAt ? wrongMethodAt.open === true : isApiPath(url);
}

function accessWithoutRoute({ wrongMethodAt, method }: FastifyRequest): RouteAccess {
  if (!wrongMethodAt) return unnamed;
  const isProbe = method === 'GET' || method === 'HEAD';
  return (isProbe && wrongMethodAt.probed) || anybody;
}

function atAnyHost(access: RouteAccess): boolean {
  return access.credential === 'none' && access.anyHost === true;
}
