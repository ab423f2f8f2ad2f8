/** How often and how long a request is repeated. */
export type RetryOptions = {
  /** How often after the first try. Default: 2. */
  readonly retries?: number;
  /** The longest pause in milliseconds. A response that demands a longer one is not repeated. Default: 30,000. */
  readonly maxPause?: number;
};

export const defaultRetries: Required<RetryOptions> = { retries: 2, maxPause: 30_000 };

const repeatable = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);
/** The limit is reached, or a server or proxy cannot answer now. Others do not get better by asking again. */
const passing = new Set([429, 502, 503, 504]);
const firstPause = 250;

/** Whether a request does the same if it arrives twice (RFC 9110 9.2.2), or has a key by which the server notices. */
export function mayRepeat({ method, headers }: Request): boolean {
  return repeatable.has(method) || headers.has('idempotency-key');
}

export function isPassing({ status }: Response): boolean {
  return passing.has(status);
}

/** Returns the seconds of a `Retry-After` header, which may also be a date; null without a valid one. */
export function retryAfterOf({ headers }: Response, now = Date.now()): number | null {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const at = value === '' ? Number.NaN : Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1_000));
}

/**
 * Returns the milliseconds until the next try: what the server asks for, else a random time that doubles, so that many
 * clients do not come back at once.
 */
export function pauseBefore(retry: number, response: Response | null): number {
  const asked = response && retryAfterOf(response);
  return asked === null ? firstPause * 2 ** retry * (0.5 + Math.random() / 2) : asked * 1_000;
}

/** Waits. @throws the signal's reason, as soon as it aborts */
export function pause(milliseconds: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
