import { type IncomingMessage, maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { type FastifyBaseLogger, type FastifyRequest, fastify, LogController } from 'fastify';
import { bodyText, brokenCharacter } from './body-text.ts';
import { isOpenToOrigins } from './cors.ts';
import { answerError, answerParserError, answerUnroutable } from './error-responses.ts';
import { SpedyError } from './errors.ts';
import { normalizeForwardedFor } from './forwarded-for.ts';
import { addGate, type GateOptions } from './gate.ts';
import { loggablePath, withoutSecrets } from './logging.ts';
import { MethodTable } from './methods.ts';
import { requestIds } from './request-ids.ts';
import { originForm } from './request-target.ts';
import { compileSerializer } from './serialization.ts';
import type { Server } from './server.ts';
import { compileValidator } from './validation.ts';

export type ServerOptions = GateOptions & {
  readonly log: FastifyBaseLogger;
  readonly trustProxy: readonly string[];
};

const bodyLimit = 65_536;
/** No limit of its own for one segment of a path: Node's limit on the whole head comes first. */
const maxParamLength = maxHeaderSize;
/**
 * Milliseconds for a request to arrive whole, against clients that trickle, and between two looks at which have not.
 * Node looks every 30 seconds unless told otherwise, and takes the longer of this and its limit for the head (60 seconds)
 * for the whole request.
 */
const requestTimeout = 30_000;
const connectionsCheckingInterval = 1_000;

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
    rewriteUrl: options.trustProxy.length > 0 ? originFormBehindProxy : originForm,
    // requireOneHost refuses in the JSON form what Node would refuse with an empty body.
    http: { requireHostHeader: false, headersTimeout: requestTimeout, connectionsCheckingInterval },
    // While it stops, the server finishes what still comes in on open connections, and closes them.
    return503OnClosing: false,
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerParserError,
    forceCloseConnections: 'idle',
  }).withTypeProvider<TypeBoxTypeProvider>();

  server.setErrorHandler(answerError);
  const methods = new MethodTable(maxParamLength);
  server.addHook('onRoute', (route) => {
    if (!route.config?.access) throw new Error(`${route.url} does not say whom it lets in`);
    route.config.open = isOpenToOrigins(route);
    methods.note(route);
  });
  server.setValidatorCompiler(compileValidator);
  server.setSerializerCompiler(compileSerializer);
  acceptJsonOnly(server);
  server.decorateRequest('target', null);
  server.decorateRequest('origin', '');
  server.decorateRequest('principal', null);
  server.decorateRequest('wrongMethodAt', null);
  server.decorateRequest('refusal', null);
  answerOddRequests(server);
  addGate(server, options, methods);
  addLog(server, options.log);
  return { server, methods };
}

/** Runs before anything reads the request: who sent it, then what it is for. */
function originFormBehindProxy(request: IncomingMessage): string {
  normalizeForwardedFor(request);
  return originForm(request);
}

/** What Node would answer by itself, in other words than ours: CONNECT, and an Expect that it does not know. */
function answerOddRequests({ server }: Server): void {
  server.on('connect', (_request, socket: Socket) => answerParserError(new Error('CONNECT'), socket));
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

function acceptJsonOnly(server: Server): void {
  server.removeAllContentTypeParsers();
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const text = bodyText(request.headers, body as Buffer);
    // Many clients name the media type on requests without a body; validation says where one is needed.
    if (text === '') return done(null, undefined);
    parseJson(request, text, (error, value) => {
      if (error) done(new SpedyError('invalid_json', { cause: error }));
      else done(brokenCharacter(text, value), value);
    });
  });
}

/** The host that a request names. One that is an organization's has no secret in it; any other is looked through. */
function loggableHost({ host, target }: FastifyRequest): string {
  return target ? host : withoutSecrets(host);
}

function addLog(server: Server, log: FastifyBaseLogger): void {
  // Nothing of these lines can be a secret but the path, which is looked through.
  const lines = log.child({}, { redact: [] });
  server.addHook('onResponse', (request, reply, done) => {
    lines.info(
      {
        requestId: request.id,
        method: request.method,
        host: loggableHost(request),
        path: loggablePath(request.url),
        status: reply.statusCode,
        ...(request.refusal ?? {}),
        milliseconds: Math.round(reply.elapsedTime * 10) / 10,
        organization: request.principal?.organization.slug,
        user: request.principal?.user.id,
      },
      'request',
    );
    done();
  });
}
