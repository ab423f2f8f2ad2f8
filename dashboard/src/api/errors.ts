/** One field of a request that the server did not take. */
export type FieldProblem = { readonly path: string; readonly message: string };

/** An answer of the API that says no (docs/errors.md lists the codes). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly details: readonly FieldProblem[];
  /** `already_created` names the token that the first request made. */
  readonly tokenId: string | null;
  /** Seconds to wait, where the server said so. */
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

/** What the API answers where nobody is signed in, known without asking it. */
export function notSignedIn(): ApiError {
  const body = { code: 'authentication_required', message: 'Sign in to see this page.' };
  return new ApiError(new Response(null, { status: 401 }), body);
}

/** No answer came: the network or the server is away. Whether a change was made is not known. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** Whether an error is the API's, with one of these codes. */
export function isApiError(error: unknown, ...codes: readonly string[]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.code));
}

/** What went wrong and what to do, in a sentence for the person at the page. */
export function explain(error: unknown): string {
  if (error instanceof NetworkError) {
    return navigator.onLine
      ? 'The server did not answer. Try again in a moment.'
      : 'You are offline. Try again once you are connected.';
  }
  if (!(error instanceof ApiError)) return 'Something went wrong on this page. Reload it and try again.';
  if (error.code === 'rate_limited') return tooMany(error, 'Too many requests.');
  if (error.code === 'cross_site_request') {
    return "This page's address is not the one that the server expects. Open the organization's own address and try again.";
  }
  return error.code === 'internal_error' && error.requestId
    ? `${error.message} Reference: ${error.requestId}`
    : error.message;
}

/** What to do after too many of something, which `what` says. Where no wait helps, the server says what does. */
export function tooMany(error: ApiError, what: string): string {
  const isEndless = error.retryAfter !== null && error.retryAfter > 3_600;
  return isEndless ? error.message : `${what} Try again in ${waitOf(error)}.`;
}

/** How long to wait after too many requests, in words. */
export function waitOf({ retryAfter }: ApiError): string {
  if (retryAfter === null) return 'a minute';
  if (retryAfter > 90) return `${Math.ceil(retryAfter / 60)} minutes`;
  return retryAfter === 1 ? '1 second' : `${retryAfter} seconds`;
}

/** For an answer that is not the API's own: a proxy before the server has made it. */
function wordsFor(status: number): string {
  return status >= 500
    ? 'The server is not available at the moment. Try again in a moment.'
    : `The server answered in a way that this page does not understand (${status}).`;
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
