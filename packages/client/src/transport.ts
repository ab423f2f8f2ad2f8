import type { TokenProvider } from './authentication.ts';
import { startDeadline } from './deadline.ts';
import { SpedyApiError, SpedyClientError } from './errors.ts';
import { readError } from './read-error.ts';
import { isPassing, mayRepeat, pause, pauseBefore } from './retry.ts';

export type Transport = {
  readonly fetch: typeof globalThis.fetch;
  /** Null sends requests without a token. */
  readonly provider: TokenProvider | null;
  /** Milliseconds for each try. */
  readonly timeout: number;
  readonly retries: number;
  readonly maxPause: number;
  /** Which requests may be sent again. Default: those that do the same if they arrive twice. */
  readonly mayRepeat?: (request: Request) => boolean;
};

const rejectedTokens = ['token_invalid', 'token_expired', 'token_revoked'];

/**
 * Sends a request with a token; repeats it if that is safe and may help.
 * @param body `whole`: the time limit also covers the body; `stream`: it ends with the headers
 * @throws SpedyApiError; SpedyClientError; the reason of the request's own signal
 */
export async function send(
  transport: Transport,
  request: Request,
  body: 'whole' | 'stream' = 'whole',
): Promise<Response> {
  let renewed = false;
  for (let retry = 0; ; ) {
    const token = await transport.provider?.getToken(request.signal);
    const outcome = await attempt(transport, request, token, body);
    // 304: nothing has changed since the version that the request named.
    if (outcome instanceof Response && (outcome.ok || outcome.status === 304)) return outcome;
    const error = outcome instanceof Response ? null : outcome;
    const response = outcome instanceof Response ? outcome : null;
    const wait = pauseBefore(retry, response);
    const isWorthIt = response ? isPassing(response) : error?.code !== 'unexpected_response';
    const isSafe = (transport.mayRepeat ?? mayRepeat)(request);
    if (retry < transport.retries && isWorthIt && isSafe && wait <= transport.maxPause) {
      await response?.body?.cancel();
      await pause(wait, request.signal);
      retry += 1;
      continue;
    }
    const failure = error ?? (response && (await readError(response)));
    if (!renewed && token !== undefined && isRejected(failure)) {
      renewed = true;
      if (await transport.provider?.rejected?.(token)) continue;
    }
    throw failure;
  }
}

function isRejected(failure: unknown): boolean {
  return failure instanceof SpedyApiError && failure.status === 401 && rejectedTokens.includes(failure.code);
}

async function attempt(
  { fetch, timeout }: Transport,
  request: Request,
  token: string | undefined,
  body: 'whole' | 'stream',
): Promise<Response | SpedyClientError> {
  const deadline = startDeadline(timeout, request.signal);
  const copy = request.clone();
  if (token !== undefined) setToken(copy.headers, token);
  try {
    // The API does not redirect, and a token must not follow anyone elsewhere.
    const init = { redirect: 'error', signal: deadline.signal } as const;
    const response = await fetch(new Request(copy, init));
    return body === 'stream' && response.ok ? response : await readWhole(response);
  } catch (cause) {
    if (request.signal.aborted) throw request.signal.reason;
    if (deadline.isOver())
      return new SpedyClientError(
        'timed_out',
        `No response from ${originOf(request)} in ${timeout / 1_000} s.`,
      );
    return new SpedyClientError(
      'connection_failed',
      `Cannot connect to ${originOf(request)}. Check the address and the network.`,
      { cause },
    );
  } finally {
    deadline.clear();
  }
}

/** Reads a body within the time limit of its request. */
async function readWhole(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  const body = await response.arrayBuffer();
  return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
}

/** @throws SpedyClientError instead of the error of Headers, whose message has the value */
function setToken(headers: Headers, token: string): void {
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new SpedyClientError(
      'token_malformed',
      'The token is empty, or has a space or a line break. Check where it is read from.',
    );
  headers.set('authorization', `Bearer ${token}`);
}

function originOf({ url }: Request): string {
  return new URL(url).origin;
}
