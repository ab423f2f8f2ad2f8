import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUnavailable } from '../storage/errors.ts';
import { newId } from '../storage/ids.ts';
import { challengeFor } from './challenge.ts';
import { type ErrorCode, SpedyError } from './errors.ts';

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

/** The error of the catalog that anything thrown amounts to. */
export function toSpedyError(error: unknown): SpedyError {
  if (error instanceof SpedyError) return error;
  if (isUnavailable(error)) {
    return new SpedyError('unavailable', { cause: error, headers: { 'retry-after': '2' } });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new SpedyError(fastifyCodes[code] ?? 'internal_error', { cause: error });
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
  const error = toSpedyError(thrown);
  if (error.status >= 500)
    request.log.error({ err: error.cause ?? error, code: error.code }, 'request failed');
  const challenge = challengeFor(error, request.origin);
  if (challenge) reply.header('www-authenticate', challenge);
  reply.status(error.status).headers(error.headers).type('application/json; charset=utf-8');
  reply.serializer((body: unknown) => JSON.stringify(body)).send(errorBody(error, request.id));
}

const parserRefusals: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** Answers what the HTTP parser refuses, before there is a request: the JSON form, written by hand on the socket. */
export function answerParserError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const refusal = new SpedyError(parserRefusals[error.code ?? ''] ?? 'bad_request');
  const body = JSON.stringify(errorBody(refusal, newId('req')));
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n` +
      'Content-Type: application/json; charset=utf-8\r\nCache-Control: no-store\r\nConnection: close\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
