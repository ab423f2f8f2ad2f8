import { type IncomingMessage, maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify } from 'fastify';
import type { Logger } from 'pino';
import { isReadableCrossOrigin } from './arrival/cors.ts';
import { normalizeForwardedFor } from './arrival/forwarded-for.ts';
import { addJsonParser } from './arrival/json-parser.ts';
import { MethodTable } from './arrival/methods.ts';
import { requestIds } from './arrival/request-ids.ts';
import { originForm } from './arrival/request-target.ts';
import { addGate, type GateOptions } from './gate/gate.ts';
import { RefusedWork } from './limits/refused-work.ts';
import { sendError, sendParserError, sendUnroutableError } from './responses/error-responses.ts';
import { RequestLogController, sharedLog } from './responses/log-requests.ts';
import { compileSerializer } from './responses/serialization.ts';
import { compileValidator } from './responses/validation.ts';
import type { Server } from './server.ts';

export type ServerOptions = GateOptions & {
  readonly log: Logger;
  readonly trustProxy: readonly string[];
  /** Adds hooks that run before all others. */
  readonly addFirstHooks?: ((server: Server) => void) | undefined;
};

const bodyLimit = 65_536;
/** Path segments have no limit of their own: Node limits the request head first. */
const maxParamLength = maxHeaderSize;
/**
 * Time limit in milliseconds for receiving a whole request, against slow clients, and the interval of the
 * check. By default Node checks every 30 seconds and uses the longer of this limit and its limit for the head
 * (60 seconds).
 */
const requestTimeout = 30_000;
const connectionsCheckingInterval = 1_000;

/**
 * Creates the HTTP server. Before a route handler, every request passes request ID, host, credential, scope,
 * role, rate limit and validation; after it, errors become JSON, and security headers and one log line are
 * added.
 */
export async function createServer(options: ServerOptions): Promise<Server> {
  const server: Server = fastify({
    loggerInstance: sharedLog(options.log),
    logController: new RequestLogController(options.log),
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    genReqId: requestIds(options.trustProxy),
    bodyLimit,
    requestTimeout,
    routerOptions: { maxParamLength },
    rewriteUrl: options.trustProxy.length > 0 ? originFormBehindProxy : originForm,
    // Node would reject these with an empty body; requireOneHost answers with the JSON form.
    http: { requireHostHeader: false, headersTimeout: requestTimeout, connectionsCheckingInterval },
    // During shutdown, requests on open connections are still served.
    return503OnClosing: false,
    frameworkErrors: sendUnroutableError,
    clientErrorHandler: sendParserError,
    forceCloseConnections: 'idle',
  }).withTypeProvider<TypeBoxTypeProvider>();

  server.setErrorHandler(sendError);
  const methods = new MethodTable(maxParamLength);
  server.addHook('onRoute', (route) => {
    if (!route.config?.access) throw new Error(`${route.url} does not declare its access`);
    route.config.open = isReadableCrossOrigin(route);
    methods.add(route);
  });
  server.setValidatorCompiler(compileValidator);
  server.setSerializerCompiler(compileSerializer);
  server.removeAllContentTypeParsers();
  addJsonParser(server, 'application/json');
  server.decorate('now', options.now);
  server.decorate('refusedWork', new RefusedWork(options.log));
  handleUnusualRequests(server);
  options.addFirstHooks?.(server);
  addGate(server, options, methods);
  return server;
}

/** Runs before anything reads the request. */
function originFormBehindProxy(request: IncomingMessage): string {
  normalizeForwardedFor(request);
  return originForm(request);
}

/** Handles requests that Node would answer itself: CONNECT, and an unknown Expect. */
function handleUnusualRequests({ server }: Server): void {
  server.on('connect', (_request, socket: Socket) => sendParserError(new Error('CONNECT'), socket));
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}
