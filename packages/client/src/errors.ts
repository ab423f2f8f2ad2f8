import type { ErrorCode } from './error-codes.ts';

/** A field that the server rejected. */
export type ErrorDetail = { readonly path: string; readonly message: string };

/** The code of an error that this library raises itself. */
export type ClientErrorCode =
  /** No response: the network, TLS or the name of the host. */
  | 'connection_failed'
  /** No response in time. */
  | 'timed_out'
  /** A response that is not of Spedy's API, such as a proxy's page. */
  | 'unexpected_response'
  /** The token is empty or has characters that no token has. Nothing was sent. */
  | 'token_malformed'
  /** The connection has ended: the member must sign in again. */
  | 'sign_in_required'
  /** The new tokens could not be stored. They are kept in memory, and stored before the next request. */
  | 'tokens_not_stored';

/** What failed. All errors of this library are of this class or of one of those below. */
export class SpedyError<Code extends string = string> extends Error {
  override readonly name: string = 'SpedyError';
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** No usable response, or no token to send. */
export class SpedyClientError extends SpedyError<ClientErrorCode> {
  override readonly name = 'SpedyClientError';
}

type Described = {
  readonly code: ErrorCode | (string & {});
  readonly message: string;
  readonly status: number;
  readonly requestId: string | null;
  readonly details: readonly ErrorDetail[];
  readonly tokenId: string | null;
  readonly retryAfter: number | null;
};

/** An error that the server answered with. `code` does not change; `message` is for people. */
export class SpedyApiError extends SpedyError<ErrorCode | (string & {})> {
  override readonly name = 'SpedyApiError';
  readonly status: number;
  /** To ask the operator about; null if a proxy answered. */
  readonly requestId: string | null;
  /** Which fields were rejected, for `validation_failed`. */
  readonly details: readonly ErrorDetail[];
  /** The token that this key has created already, for `already_created`. */
  readonly tokenId: string | null;
  /** Seconds until another try makes sense; null if the server did not say. */
  readonly retryAfter: number | null;

  constructor({ code, message, status, requestId, details, tokenId, retryAfter }: Described) {
    super(code, message);
    this.status = status;
    this.requestId = requestId;
    this.details = details;
    this.tokenId = tokenId;
    this.retryAfter = retryAfter;
  }
}

/** Whether an error is the server's answer, with one of these codes if there are any. */
export function isApiError(error: unknown, ...codes: readonly ErrorCode[]): error is SpedyApiError {
  return error instanceof SpedyApiError && (codes.length === 0 || codes.some((code) => code === error.code));
}

/** Whether an error is this library's own, with one of these codes if there are any. */
export function isClientError(
  error: unknown,
  ...codes: readonly ClientErrorCode[]
): error is SpedyClientError {
  return error instanceof SpedyClientError && (codes.length === 0 || codes.includes(error.code));
}
