import { maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import cookie from '@fastify/cookie';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { type FastifyBaseLogger, fastify, LogController } from 'fastify';
import type { LastUse } from '../principals/last-use.ts';
import type { FindCredential } from '../principals/verify.ts';
import type { Database } from '../storage/database.ts';
import { addressKey } from './addresses.ts';
import { admit } from './authenticate.ts';
import { allowCrossOrigin, openToOrigins } from './cors.ts';
import { answerError, answerParserError, answerUnroutable } from './error-responses.ts';
import { SpedyError } from './errors.ts';
import { HostDirectory } from './hosts.ts';
import { RequestLimit } from './limits.ts';
import { loggablePath } from './logging.ts';
import { allowed, MethodTable } from './methods.ts';
import { wantsPage } from './page-fallback.ts';
import { requestIds } from './request-ids.ts';
import { audienceOf, type RouteAccess } from './request-state.ts';
import { originForm, requireOneHost } from './request-target.ts';
import { originAllowed } from './same-origin.ts';
import { securityHeaders } from './security-headers.ts';
import type { Server } from './server.ts';
import { compileValidator } from './validation.ts';

export type ServerOptions = {
  readonly db: Database;
  readonly find: FindCredential;
  readonly lastUse: LastUse;
  readonly now: () => number;
  readonly log: FastifyBaseLogger;
  readonly baseUrl: URL;
  readonly trustProxy: readonly string[];
  /** False until the database has this program's schema. */
  readonly isReady: () => boolean;
  /** Whether a browser at an unknown address is sent a page, by the not-found handler, rather than JSON. */
  readonly servesPages: boolean;
  /** Requests a minute per credential or address; 0: no limit. */
  readonly rateLimit: number;
};

const bodyLimit = 65_536;
/** No limit of its own for one segment of a path: Node's limit on the whole head comes first. */
const maxParamLength = maxHeaderSize;
/** Milliseconds for a request to arrive whole, against clients that trickle. */
const requestTimeout = 30_000;

/**
 * The HTTP plumbing that every request passes before its feature: request id, host, credential, scope, role, limit,
 * validation; and after it: errors in JSON, security headers, one line of log.
 */
export async function createServer(
  options: ServerOptions,
): Promise<{ server: Server; methods: MethodTable }> {
  const server: Server = fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    // One for each request would cost more than all that most requests log, which name their request themselves.
    childLoggerFactory: (log) => log,
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    genReqId: requestIds(options.trustProxy),
    bodyLimit,
    requestTimeout,
    routerOptions: { maxParamLength },
    rewriteUrl: originForm,
    // requireOneHost refuses in the JSON form what Node would refuse with an empty body.
    http: { requireHostHeader: false },
    // While it stops, the server finishes what still comes in on open connections, and closes them.
    return503OnClosing: false,
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerParserError,
    forceCloseConnections: 'idle',
  }).withTypeProvider<TypeBoxTypeProvider>();

  server.setErrorHandler(answerError);
  // Before the rule below: the plugin brings a route of its own, for OPTIONS at unknown addresses.
  await allowCrossOrigin(server);
  const methods = new MethodTable(maxParamLength);
  server.addHook('onRoute', (route) => {
    if (!route.config?.access) throw new Error(`${route.url} does not say whom it lets in`);
    openToOrigins(route);
    methods.note(route);
  });
  server.setValidatorCompiler(compileValidator);
  await server.register(cookie);
  acceptJsonOnly(server);
  server.decorateRequest('target', null);
  server.decorateRequest('origin', '');
  server.decorateRequest('principal', null);
  server.decorateRequest('wrongMethodAt', null);
  answerOddRequests(server);
  addGate(server, options, methods);
  addLog(server, options.log);
  return { server, methods };
}

/** What Node would answer by itself, in other words than ours: CONNECT, and an Expect that it does not know. */
function answerOddRequests({ server }: Server): void {
  server.on('connect', (_request, socket: Socket) => answerParserError(new Error('CONNECT'), socket));
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

/** A method that a path has not is told so at any host. */
const anybody: RouteAccess = { credential: 'none', anyHost: true };

/** Every request: which organization, then who. Runs before the body is read. */
function addGate(server: Server, options: ServerOptions, methods: MethodTable): void {
  const hosts = new HostDirectory(options.db, options.baseUrl);
  const gate = { ...options, limit: new RequestLimit(options.rateLimit) };
  const everywhere = { ...securityHeaders(options.baseUrl), 'cache-control': 'no-store' };
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(everywhere).header('x-request-id', request.id);
    requireOneHost(request.raw);
    if (request.is404) request.wrongMethodAt = methods.find(request.url);
    const { wrongMethodAt } = request;
    const access = wrongMethodAt ? anybody : (request.routeOptions.config.access ?? { credential: 'none' });
    const anyHost = access.credential === 'none' && access.anyHost === true;
    if (access.credential === 'none' && access.beforeReady) return;
    if (!options.isReady()) throw new SpedyError('unavailable', { headers: { 'retry-after': '2' } });
    request.target = await hosts.find(request).catch((error: unknown) => {
      if (anyHost) return null;
      throw error;
    });
    request.origin = request.target ? hosts.originOf(request.target) : options.baseUrl.origin;
    if (!request.target && !anyHost) {
      await gate.limit.count(addressKey(request.ip), reply);
      throw new SpedyError(audienceOf(access) === 'mcp' ? 'host_not_allowed' : 'organization_not_found');
    }
    if (!originAllowed(access, request)) {
      await gate.limit.count(addressKey(request.ip), reply);
      throw new SpedyError('origin_not_allowed');
    }
    await admit(gate, access, request, reply);
    // Before the body is read: what is wrong with it does not matter here.
    if (wrongMethodAt)
      throw new SpedyError('method_not_allowed', { headers: { allow: allowed(wrongMethodAt.methods) } });
    const unknown = request.is404 || request.routeOptions.url === '*';
    if (unknown && !(options.servesPages && wantsPage(request))) throw new SpedyError('not_found');
  });
}

function acceptJsonOnly(server: Server): void {
  server.removeAllContentTypeParsers();
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Many clients name the media type on requests without a body; validation says where one is needed.
    if (body === '') return done(null, undefined);
    parseJson(request, body as string, (error, value) => {
      if (error) done(new SpedyError('invalid_json', { cause: error }));
      else done(null, value);
    });
  });
}

function addLog(server: Server, log: FastifyBaseLogger): void {
  // Nothing of these lines can be a secret but the path, which is looked through.
  const lines = log.child({}, { redact: [] });
  server.addHook('onResponse', (request, reply, done) => {
    lines.info(
      {
        requestId: request.id,
        method: request.method,
        path: loggablePath(request.url),
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime * 10) / 10,
        organization: request.principal?.organization.slug,
        user: request.principal?.user.id,
      },
      'request',
    );
    done();
  });
}
