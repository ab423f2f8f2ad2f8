/** A field of a request that the server rejected. */
type FieldProblem = { readonly path: string; readonly message: string };

/** An error response of the API (docs/errors.md lists the codes). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly details: readonly FieldProblem[];
  /** With `already_created`: the id of the token that the first request created. */
  readonly tokenId: string | null;
  /** Seconds to wait, from the `Retry-After` header. */
  readonly retryAfter: number | null;
  readonly requestId: string | null;

  constructor(response: Response, body: unknown) {
    const fields = isRecord(body) ? body : {};
    super(text(fields.message) ?? wordsFor(response.status));
    this.status = response.status;
    this.code = text(fields.code) ?? (response.status === 429 ? 'rate_limited' : 'unknown');
    this.details = Array.isArray(fields.details) ? fields.details.filter(isFieldProblem) : [];
    this.tokenId = text(fields.tokenId);
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    this.retryAfter = Number.isFinite(seconds) ? seconds : null;
    this.requestId = text(fields.requestId);
  }
}

/** Returns the error that the API would send without a session. */
export function notSignedIn(): ApiError {
  const body = { code: 'authentication_required', message: 'Sign in to see this page.' };
  return new ApiError(new Response(null, { status: 401 }), body);
}

/** No response: the network or the server is unavailable. Whether a change took effect is unknown. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** The browser or the member did not complete a request for a passkey. The message says what to do. */
export class PasskeyError extends Error {
  override readonly name = 'PasskeyError';
}

/** Whether an error came from the API, with one of the codes if any are given. */
export function isApiError(error: unknown, ...codes: readonly string[]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.code));
}

/** Explains an error to the user: what went wrong and what to do. */
export function explain(error: unknown): string {
  if (error instanceof NetworkError) {
    return navigator.onLine
      ? 'The server did not respond. Try again in a moment.'
      : 'You are offline. Try again when you are back online.';
  }
  if (error instanceof PasskeyError) return error.message;
  if (!(error instanceof ApiError)) return 'Something went wrong on this page. Reload it and try again.';
  if (error.code === 'rate_limited') return tooMany(error, 'Too many requests.');
  if (error.code === 'confirmation_required')
    return 'Nothing was changed, because you did not confirm that it is you. Try again.';
  if (error.code === 'cross_site_request') {
    return "The server does not accept this page's address. Open your organization's own address and try again.";
  }
  return error.code === 'internal_error' && error.requestId
    ? `${error.message} Reference: ${error.requestId}`
    : error.message;
}

/** Says how long to wait after too many requests. If waiting does not help, returns the server's message. */
export function tooMany(error: ApiError, what: string): string {
  const isEndless = error.retryAfter !== null && error.retryAfter > 3_600;
  return isEndless ? error.message : `${what} Try again in ${waitOf(error)}.`;
}

/** Describes how long to wait after too many requests. */
export function waitOf({ retryAfter }: ApiError): string {
  if (retryAfter === null) return 'a minute';
  if (retryAfter > 90) return `${Math.ceil(retryAfter / 60)} minutes`;
  return retryAfter === 1 ? '1 second' : `${retryAfter} seconds`;
}

/** The message for a response that is not from the API, such as one from a proxy. */
function wordsFor(status: number): string {
  return status >= 500
    ? 'The server is unavailable. Try again in a moment.'
    : `The server sent an unexpected response (${status}).`;
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return isRecord(value) && typeof value.path === 'string' && typeof value.message === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
