import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isScimPath, ScimError, scimErrorBody, toScimError } from '../../contract/error-forms/scim-error.ts';
import { type ErrorCode, SpedyError } from '../../contract/errors.ts';
import { describable, OAuthError, toOAuthError } from '../../contract/oauth-error.ts';
import type { ErrorForm } from '../../contract/schemas.ts';
import { withoutSecrets } from '../../contract/without-secrets.ts';
import { MissingKeyError } from '../../credentials/keys/key-ring.ts';
import { isUnavailable, OutcomeUnknown } from '../../storage/errors.ts';
import { Overloaded } from '../../storage/load/overloaded.ts';
import { recorder } from '../../telemetry/recorder.ts';
import { crossOriginHeaders, isApiPath } from '../arrival/cors.ts';
import { discardBody } from '../arrival/discard-body.ts';
import { newRequestId } from '../arrival/request-ids.ts';
import { bareHeaders } from '../arrival/security-headers.ts';
import { audienceOf, beginRequest, type LoggedError } from '../gate/request-state.ts';
import { challengeFor } from './challenge.ts';
import { errorPage, isNavigation, oauthErrorPage, parserErrorPage } from './error-page.ts';
import { loggablePath } from './logging.ts';
import { plainPageHeaders, sendPlainPage } from './plain-page.ts';

/** Error codes for Fastify's own errors. */
const fastifyCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad_request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_json',
  FST_ERR_BAD_URL: 'bad_request',
  FST_ERR_ASYNC_CONSTRAINT: 'bad_request',
};

const outcomeUnknown =
  'The connection to the database was lost while saving this change. Check whether it was saved before you send it again.';

/**
 * Converts anything thrown to an error of the catalog.
 * @param bodyLimit the route's limit in bytes, if known
 */
function toSpedyError(error: unknown, bodyLimit?: number): SpedyError {
  if (error instanceof SpedyError) return error;
  if (error instanceof Overloaded && error.reason === 'abandoned')
    return new SpedyError('bad_request', { cause: 'the client has disconnected' });
  if (isAbort(error)) return new SpedyError('bad_request', { cause: error });
  if (isUnavailable(error) || error instanceof MissingKeyError) {
    const message = error instanceof OutcomeUnknown ? { message: outcomeUnknown } : {};
    return new SpedyError('unavailable', { cause: error, headers: { 'retry-after': '2' }, ...message });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = fastifyCodes[code] ?? 'internal_error';
  const tooLarge = known === 'body_too_large' && bodyLimit !== undefined;
  const message = tooLarge ? { message: `The body is larger than ${Math.floor(bodyLimit / 1024)} KiB.` } : {};
  return new SpedyError(known, { cause: error, ...message });
}

/**
 * Whether the client disconnected while sending its body. Node reports ECONNRESET, as for a lost database
 * connection.
 */
function isAbort(error: unknown): boolean {
  return (
    error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET'
  );
}

/**
 * The body of an error (docs/errors.md). It never contains anything of the cause: no stack, SQL or file name.
 */
function errorBody(error: SpedyError, requestId: string) {
  return {
    statusCode: error.status,
    error: STATUS_CODES[error.status] ?? 'Error',
    code: error.code,
    message: error.message,
    requestId,
    ...(error.details ? { details: [...error.details] } : {}),
    ...(error.tokenId ? { tokenId: error.tokenId } : {}),
  };
}

/** Answers with an error. Server errors are logged with their cause. */
export function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { access } = request.routeOptions.config;
  if (thrown instanceof OAuthError) return void sendOAuthError(thrown, request, reply);
  if (thrown instanceof ScimError) return void sendScimError(thrown, request, reply);
  const errorForm = errorFormOf(request);
  const error = toSpedyError(thrown, request.routeOptions.bodyLimit);
  request.loggedError = loggedErrorOf(error);
  if (thrown instanceof Overloaded) request.server.refusedWork.count(thrown);
  else if (error.status >= 500)
    request.log.error(
      { requestId: request.id, err: error.cause ?? error, code: error.code },
      'Request failed',
    );
  discardBody(request, reply);
  const requestAccess = access ?? request.wrongMethodAt?.probed;
  const challenge = challengeFor(
    error,
    // A SCIM client cannot get its token over OAuth.
    errorForm === 'scim' ? null : metadataOriginOf(request),
    requestAccess ? audienceOf(requestAccess) : 'api',
  );
  if (challenge) reply.header('www-authenticate', challenge);
  if (isNavigation(request)) {
    reply.headers(error.headers);
    return void sendPlainPage(reply, error.status, errorPage(error, request));
  }
  if (errorForm === 'oauth') return void sendOAuthError(toOAuthError(error), request, reply);
  if (errorForm === 'scim') return void sendScimError(toScimError(error), request, reply);
  reply.status(error.status).headers(error.headers).type('application/json; charset=utf-8');
  reply.serializer((body: unknown) => JSON.stringify(body)).send(errorBody(error, request.id));
}

function errorFormOf({ routeOptions, wrongMethodAt, url }: FastifyRequest): ErrorForm | undefined {
  return routeOptions.config.errorForm ?? wrongMethodAt?.errorForm ?? (isScimPath(url) ? 'scim' : undefined);
}

/** Maximum length of a reason in the log, in characters. It may contain client input. */
const maxReason = 300;

function loggedErrorOf({ code, cause }: SpedyError): LoggedError {
  if (cause instanceof Overloaded) return { code, reason: cause.message };
  return typeof cause === 'string' ? { code, reason: withoutSecrets(cause.slice(0, maxReason)) } : { code };
}

/** The origin of the resource metadata; null on the bare domain, which has no organization. */
function metadataOriginOf({ target, origin }: FastifyRequest): string | null {
  return target?.kind === 'organization' ? origin : null;
}

/** Answers in the form of RFC 6749 5.2. */
function sendOAuthError(error: OAuthError, request: FastifyRequest, reply: FastifyReply): void {
  request.loggedError ??= { code: error.code };
  discardBody(request, reply);
  reply.status(error.status).headers(error.headers);
  if (isNavigation(request)) return void sendPlainPage(reply, error.status, oauthErrorPage(error.message));
  reply.type('application/json; charset=utf-8');
  const body = { error: error.code, error_description: describable(error.message) };
  reply.serializer((value: unknown) => JSON.stringify(value)).send(body);
}

/** Answers in the form of RFC 7644 3.12. */
function sendScimError(error: ScimError, request: FastifyRequest, reply: FastifyReply): void {
  request.loggedError ??= { code: error.scimType ?? 'scim_error' };
  discardBody(request, reply);
  reply.status(error.status).headers(error.headers).type('application/scim+json; charset=utf-8');
  reply.serializer((value: unknown) => JSON.stringify(value)).send(scimErrorBody(error));
}

const parserErrors: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

type ParserError = Error & { code?: string | undefined; rawPacket?: unknown };

/**
 * Whether the rejected bytes may be a browser's cross-origin request: they have an Origin header, or they are
 * a later part of a request.
 */
function mayComeFromPage(received: string): boolean {
  return /\norigin:/i.test(received) || (received !== '' && !/^[A-Z]+ \S/.test(received));
}

/** Milliseconds that a client has to read the error before its connection is closed. */
const closeDelay = 1_000;

/**
 * Answers a request that the HTTP parser rejects, directly on the socket: with JSON, or with a page if a
 * browser sent it, for example with too many cookies.
 */
export function sendParserError(error: ParserError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const answer = new SpedyError(parserErrors[error.code ?? ''] ?? 'bad_request');
  recorder?.add('spedy_http_refusals_total', { code: answer.code });
  const requestId = newRequestId();
  const received = Buffer.isBuffer(error.rawPacket) ? error.rawPacket.toString('latin1') : '';
  const forPerson = /^accept:[^\r\n]*\btext\/html\b/im.test(received);
  const body = forPerson ? parserErrorPage(answer) : JSON.stringify(errorBody(answer, requestId));
  const headers = {
    ...bareHeaders(requestId),
    ...(mayComeFromPage(received) ? crossOriginHeaders : {}),
    ...(forPerson ? plainPageHeaders : {}),
    'content-type': forPerson ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n${lines.join('')}\r\n${body}`);
  setTimeout(() => socket.destroy(), closeDelay).unref();
}

/**
 * Answers a request target that cannot be routed, such as one with broken percent-encoding. Hooks do not run
 * for it.
 */
export function sendUnroutableError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  beginRequest(request);
  reply.headers(bareHeaders(request.id));
  if (request.headers.origin !== undefined && isApiPath(request.url)) reply.headers(crossOriginHeaders);
  sendError(thrown, request, reply);
  const { id, method, url, loggedError } = request;
  const host = withoutSecrets(request.host);
  if (loggedError) recorder?.add('spedy_http_refusals_total', { code: loggedError.code });
  const line = {
    requestId: id,
    method,
    host,
    path: loggablePath(url),
    status: reply.statusCode,
    ...loggedError,
  };
  request.log.info(line, 'request');
}
