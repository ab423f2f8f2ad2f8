import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MissingKeyError } from '../credentials/keys/key-ring.ts';
import { isUnavailable, OutcomeUnknown } from '../storage/errors.ts';
import { challengeFor } from './challenge.ts';
import { isApiPath, openToOrigins } from './cors.ts';
import { errorPage, isNavigation, oauthErrorPage, refusalPage } from './error-page.ts';
import { type ErrorCode, SpedyError } from './errors.ts';
import { loggablePath, withoutSecrets } from './logging.ts';
import { describable, OAuthError, toOAuthError } from './oauth-error.ts';
import { plainPageHeaders, sendPlainPage } from './plain-page.ts';
import { newRequestId } from './request-ids.ts';
import { audienceOf, type Refusal } from './request-state.ts';
import { bareHeaders } from './security-headers.ts';
import { readToEnd } from './unread-body.ts';

/** What Fastify's own refusals are called in the catalog. */
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
  'The connection to the database was lost while this change was saved: it may have been made or not. Look before you send it again.';

/**
 * The error of the catalog that anything thrown amounts to.
 * @param bodyLimit bytes that the route takes, where one is known
 */
export function toSpedyError(error: unknown, bodyLimit?: number): SpedyError {
  if (error instanceof SpedyError) return error;
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

/** A client that went away in the middle of its body: Node says ECONNRESET, as it does of a database that did. */
function isAbort(error: unknown): boolean {
  return (
    error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET'
  );
}

/** The body of an error (docs/errors.md). Nothing of a cause is in it: no stack, SQL or file name ever leaves. */
export function errorBody(error: SpedyError, requestId: string) {
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

/** Answers whatever was thrown; what is our own fault is logged with its cause. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { access, errorForm } = request.routeOptions.config;
  if (thrown instanceof OAuthError) return void answerOAuthError(thrown, request, reply);
  const error = toSpedyError(thrown, request.routeOptions.bodyLimit);
  request.refusal = refusalOf(error);
  if (error.status >= 500)
    request.log.error(
      { requestId: request.id, err: error.cause ?? error, code: error.code },
      'request failed',
    );
  readToEnd(request, reply);
  const asked = access ?? request.wrongMethodAt?.probed;
  const challenge = challengeFor(error, metadataOriginOf(request), asked ? audienceOf(asked) : 'api');
  if (challenge) reply.header('www-authenticate', challenge);
  if (isNavigation(request)) {
    reply.headers(error.headers);
    return void sendPlainPage(reply, error.status, errorPage(error, request));
  }
  if ((errorForm ?? request.wrongMethodAt?.errorForm) === 'oauth')
    return void answerOAuthError(toOAuthError(error), request, reply);
  reply.status(error.status).headers(error.headers).type('application/json; charset=utf-8');
  reply.serializer((body: unknown) => JSON.stringify(body)).send(errorBody(error, request.id));
}

/** Longest reason in the log, in characters: what a client sends may be in it. */
const maxReason = 300;

function refusalOf({ code, cause }: SpedyError): Refusal {
  return typeof cause === 'string' ? { code, reason: withoutSecrets(cause.slice(0, maxReason)) } : { code };
}

/** Where the description of the resource is that was asked for; null on the bare domain, which is no organization's. */
function metadataOriginOf({ target, origin }: FastifyRequest): string | null {
  return target?.kind === 'organization' ? origin : null;
}

/** The form of RFC 6749 5.2. */
function answerOAuthError(error: OAuthError, request: FastifyRequest, reply: FastifyReply): void {
  request.refusal ??= { code: error.code };
  readToEnd(request, reply);
  reply.status(error.status).headers(error.headers);
  if (isNavigation(request)) return void sendPlainPage(reply, error.status, oauthErrorPage(error.message));
  reply.type('application/json; charset=utf-8');
  const body = { error: error.code, error_description: describable(error.message) };
  reply.serializer((value: unknown) => JSON.stringify(value)).send(body);
}

const parserRefusals: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

type ParserError = Error & { code?: string | undefined; rawPacket?: unknown };

/**
 * Whether what the parser refused may be a browser's request for a page of another origin: it has an Origin header, or
 * what arrived last is a later part of it.
 */
function mayComeFromPage(arrived: string): boolean {
  return /\norigin:/i.test(arrived) || (arrived !== '' && !/^[A-Z]+ \S/.test(arrived));
}

/** Milliseconds that a client has to read the refusal before its connection is cut. */
const farewell = 1_000;

/**
 * Answers what the HTTP parser refuses, before there is a request, by hand on the socket: in JSON, or with a page where
 * what has arrived says that a browser asks, such as one with too many cookies.
 */
export function answerParserError(error: ParserError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const refusal = new SpedyError(parserRefusals[error.code ?? ''] ?? 'bad_request');
  const requestId = newRequestId();
  const arrived = Buffer.isBuffer(error.rawPacket) ? error.rawPacket.toString('latin1') : '';
  const forPerson = /^accept:[^\r\n]*\btext\/html\b/im.test(arrived);
  const body = forPerson ? refusalPage(refusal) : JSON.stringify(errorBody(refusal, requestId));
  const headers = {
    ...bareHeaders(requestId),
    ...(mayComeFromPage(arrived) ? openToOrigins : {}),
    ...(forPerson ? plainPageHeaders : {}),
    'content-type': forPerson ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${body}`);
  setTimeout(() => socket.destroy(), farewell).unref();
}

/** Answers a target that is no path, such as one with broken percent-encoding: it has met no hook. */
export function answerUnroutable(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(bareHeaders(request.id));
  if (request.headers.origin !== undefined && isApiPath(request.url)) reply.headers(openToOrigins);
  answerError(thrown, request, reply);
  const { id, method, url, refusal } = request;
  const host = withoutSecrets(request.host);
  const line = { requestId: id, method, host, path: loggablePath(url), status: reply.statusCode, ...refusal };
  request.log.info(line, 'request');
}
